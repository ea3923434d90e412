package io.muster.example;

import io.muster.events.Acknowledgement;
import io.muster.events.Event;
import io.muster.events.EventHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** At a branch: books each order once, also when it is delivered again after a crash. */
@Component(property = "muster.topic=orders")
public final class OrderHandlerComponent implements EventHandler {
  private final Ledger ledger;

  /** Wires the handler. */
  @Activate
  public OrderHandlerComponent(@Reference(name = "ledger") Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void handle(Event event, Acknowledgement ack) {
    // Delivery is at least once with stable ids: remember the id together with the effect.
    boolean first = ledger.book(event);
    ack.consumed("{\"booked\":" + first + ",\"attempt\":" + event.attempt() + "}");
  }
}

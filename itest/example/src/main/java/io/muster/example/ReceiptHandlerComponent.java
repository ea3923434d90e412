package io.muster.example;

import io.muster.events.Acknowledgement;
import io.muster.events.ConsumedEvent;
import io.muster.events.ConsumedHandler;
import io.muster.peer.PeerKey;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * At the shop: learns what became of each order, also of those that were booked while it was down.
 */
@Component(property = "muster.topic=orders")
public final class ReceiptHandlerComponent implements ConsumedHandler {
  private final Ledger ledger;

  /** Wires the handler. */
  @Activate
  public ReceiptHandlerComponent(@Reference(name = "ledger") Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void onClientConsumedEvent(PeerKey branch, ConsumedEvent event, Acknowledgement ack) {
    ledger.receipt(branch, event);
    ack.consumed(); // settles the order for good, everywhere
  }
}

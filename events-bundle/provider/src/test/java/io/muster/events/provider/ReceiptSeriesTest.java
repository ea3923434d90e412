package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent.Outcome;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to receipts that were given to the handler's thread and have not begun. */
class ReceiptSeriesTest {
  private static final Duration A_MOMENT = Duration.ofMillis(45);

  private final World world = new World(13);
  private final SimNode user = world.user("A");
  private final SimNode copy =
      new SimNode(world.simulation, "copy", Optional.empty(), world.server.identity);
  private final List<EventId> calls = new ArrayList<>();
  private final List<EventId> waiting = new ArrayList<>();
  private Runnable duringFirst = () -> {};

  /** A handler that proved quick is given several at a time. */
  @BeforeEach
  void becomeQuick() {
    world.start(user);
    for (int i = 0; i < 3; i++) {
      world.add(user, "0");
    }
    world.await("learned", () -> world.learned.size() == 3);
    world.server.handlers.receipts().leave(1);
    for (int i = 1; i <= 4; i++) {
      waiting.add(world.add(user, Integer.toString(i)));
    }
    world.await("all were run", () -> waiting.stream().allMatch(id -> waits(world.server, id)));
    copy.store = StoreCopy.of(world.server.store);
    copy.start();
    world.network.connect(world.server, copy);
    world.runFor(World.MINUTE);
  }

  private void learn() {
    world.server.learn(
        (client, event, ack) -> {
          calls.add(event.id());
          if (calls.size() == 1) {
            duringFirst.run();
          }
          ack.consumed();
        });
    world.runFor(World.MINUTE);
  }

  private boolean waits(SimNode node, EventId id) {
    return facts(node, id).filter(EventFacts::awaitsSettling).isPresent();
  }

  private Optional<EventFacts> facts(SimNode node, EventId id) {
    return node.topic.core().state().event(id, user.key());
  }

  /** The copy's handler has acknowledged a receipt, of which this server hears at once. */
  private void settleElsewhere(EventId id) {
    Receipt receipt = facts(copy, id).flatMap(EventFacts::receipt).orElseThrow();
    copy.topic
        .core()
        .writer()
        .append(
            new Settled(
                id,
                user.key(),
                0,
                receipt.at(),
                Outcome.OK,
                Settled.Outcome.ACKNOWLEDGED,
                Bytes.EMPTY));
    copy.topic.core().writer().flush();
    assertTrue(world.simulation.runUntil(() -> !waits(world.server, id), A_MOMENT));
  }

  @Test
  void receiptThatACopyOfTheServerSettlesMeanwhileIsNotHandedOver() {
    duringFirst = () -> settleElsewhere(waiting.get(1));
    learn();
    assertEquals(List.of(waiting.get(0), waiting.get(2), waiting.get(3)), calls);
  }

  @Test
  void receiptThatIsSettledElsewhereWhileItsHandlerRunsHoldsUpNoOther() {
    duringFirst = () -> settleElsewhere(waiting.get(0));
    learn();
    assertEquals(waiting, calls);
    assertTrue(waiting.stream().noneMatch(id -> waits(world.server, id)));
  }
}

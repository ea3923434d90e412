package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The LANEs by context, with every place where one stands. */
final class LaneContexts {
  /** Two LANEs of one context are no honest server's; which counts must not depend on the order. */
  private static final Comparator<Placed> ORDER =
      Comparator.comparing((Placed p) -> Entries.encode(p.lane()), Arrays::compareUnsigned);

  private final Map<ContextId, List<Placed>> contexts = new HashMap<>();

  private record Placed(Lane lane, ContextId id, Position at) {}

  void add(Lane lane, Position at) {
    ContextId id = lane.contextId();
    Placed fresh = new Placed(lane, id, at);
    List<Placed> known = contexts.get(id);
    if (known == null) {
      contexts.put(id, List.of(fresh));
    } else if (!known.contains(fresh)) {
      List<Placed> more = new ArrayList<>(known);
      more.add(fresh);
      more.sort(ORDER.thenComparing(Placed::at));
      contexts.put(id, List.copyOf(more));
    }
  }

  void forget(Lane lane, Position at) {
    contexts.computeIfPresent(
        lane.contextId(),
        (id, known) -> {
          List<Placed> rest = known.stream().filter(p -> !p.at().equals(at)).toList();
          return rest.isEmpty() ? null : rest;
        });
  }

  /** Returns an equal ADD that shares with its lane, and with its own place, what is the same. */
  Add shared(Add add, Position at) {
    List<Placed> known = contexts.getOrDefault(add.contextId(), List.of());
    if (known.isEmpty() || !known.get(0).lane().recipient().equals(add.recipient())) {
      return add;
    }
    Position origin = add.origin().equals(at) ? at : add.origin();
    return add.of(known.get(0).lane().recipient(), known.get(0).id(), origin);
  }

  Optional<Lane> of(ContextId id) {
    return Optional.ofNullable(contexts.get(id)).map(placed -> placed.get(0).lane());
  }

  /** Returns where the LANEs of a context stand. */
  List<Position> places(ContextId id) {
    return contexts.getOrDefault(id, List.of()).stream().map(Placed::at).toList();
  }

  Set<ContextId> ids() {
    return contexts.keySet();
  }
}

package io.muster.hub.signalhub.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who listens to what. Knows nothing of HTTP. */
final class Hub {
  private static final byte[] HEARTBEAT = ":heartbeat signal\n\n".getBytes(StandardCharsets.UTF_8);

  private final Map<ChannelName, Set<Subscriber>> channels = new HashMap<>();
  private final Map<String, Integer> perAddress = new HashMap<>();
  private final Set<Subscriber> subscribers = new HashSet<>();
  private boolean closed;

  /** Why a subscriber is refused. */
  enum Refusal {
    /** The hub is full or stopping. */
    FULL,
    /** The address has too many streams. */
    ADDRESS_FULL,
    /** The stream has too many channels. */
    TOO_MANY_CHANNELS
  }

  /**
   * How many are there.
   *
   * @param subscriptions channels of all streams, as the original counts
   * @param connections streams
   */
  record Count(int subscriptions, int connections) {}

  /** Adds a subscriber, or says why not. */
  Optional<Refusal> add(Subscriber subscriber, ServerSettings limits) {
    synchronized (channels) {
      int fromAddress = perAddress.getOrDefault(subscriber.address(), 0);
      if (subscriber.channels().size() > limits.maxChannels()) {
        return Optional.of(Refusal.TOO_MANY_CHANNELS);
      }
      if (closed || subscribers.size() >= limits.maxSubscribers()) {
        return Optional.of(Refusal.FULL);
      }
      if (fromAddress >= limits.maxSubscribersPerAddress()) {
        return Optional.of(Refusal.ADDRESS_FULL);
      }
      perAddress.put(subscriber.address(), fromAddress + 1);
      subscribers.add(subscriber);
      subscriber
          .channels()
          .forEach(
              name -> channels.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(subscriber));
      return Optional.empty();
    }
  }

  /** Removes a subscriber; repeatable. */
  void remove(Subscriber subscriber) {
    synchronized (channels) {
      if (!subscribers.remove(subscriber)) {
        return;
      }
      perAddress.computeIfPresent(subscriber.address(), (a, n) -> n == 1 ? null : n - 1);
      for (ChannelName name : subscriber.channels()) {
        Set<Subscriber> listening = channels.get(name);
        listening.remove(subscriber);
        if (listening.isEmpty()) {
          channels.remove(name);
        }
      }
    }
  }

  /**
   * Hands a message to all who listen.
   *
   * @param json on one line
   * @return how many took it
   */
  int publish(ChannelName name, String json) {
    List<Subscriber> listening;
    synchronized (channels) {
      listening = new ArrayList<>(channels.getOrDefault(name, Set.of()));
    }
    byte[] frame = ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    int count = 0;
    for (Subscriber subscriber : listening) {
      if (subscriber.send(frame)) {
        count++;
      } else {
        remove(subscriber);
      }
    }
    return count;
  }

  /** Shows a subscriber, and whatever is between, that the hub lives. */
  void heartbeat(Subscriber subscriber) {
    if (!subscriber.send(HEARTBEAT)) {
      remove(subscriber);
    }
  }

  Count count() {
    synchronized (channels) {
      int subscriptions = subscribers.stream().mapToInt(s -> s.channels().size()).sum();
      return new Count(subscriptions, subscribers.size());
    }
  }

  /** Ends all streams and takes no more. */
  void close() {
    List<Subscriber> all;
    synchronized (channels) {
      closed = true;
      all = List.copyOf(subscribers);
    }
    all.forEach(Subscriber::close);
    all.forEach(this::remove);
  }
}

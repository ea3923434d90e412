package io.muster.world;

import io.muster.hub.provider.announce.Envelope;
import io.muster.hub.provider.announce.Inbox;
import io.muster.hub.provider.json.RefusedException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The connections of one process to hubs, as HubSessions has them. */
final class HubClient {
  /** Is told what comes of them. */
  interface Listener {
    void hubConnected(URI hub);

    void hubFailed(URI hub, String error, long retryAfter);

    void letter(URI hub, Inbox.Letter letter);
  }

  private final Host host;
  private final Listener listener;
  private final Map<URI, Entry> entries = new HashMap<>();
  private final Map<URI, Inbox> inboxes = new HashMap<>();

  HubClient(Host host, Listener listener) {
    this.host = host;
    this.listener = listener;
  }

  /** One try to be connected to a hub. */
  final class Entry {
    private final Hub hub;
    private final Inbox inbox;
    private boolean up;
    private boolean missed;

    private Entry(Hub hub) {
      this.hub = hub;
      this.inbox = inboxes.computeIfAbsent(hub.address(), h -> inbox());
    }

    Host host() {
      return host;
    }

    boolean isMissed() {
      return missed;
    }

    void missed(boolean now) {
      missed = now;
    }

    void accepted() {
      up = true;
      if (entries.get(hub.address()) == this) {
        listener.hubConnected(hub.address());
      } else {
        hub.leave(this);
      }
    }

    void refused(String error, long retryAfter) {
      hub.leave(this);
      if (entries.remove(hub.address(), this)) {
        listener.hubFailed(hub.address(), error, retryAfter);
      }
    }

    void closed(String reason) {
      refused(reason, 0);
    }

    void message(String json) {
      try {
        inbox.read(json).ifPresent(l -> listener.letter(hub.address(), l));
      } catch (RefusedException e) {
        host.world().figures().count("refused letters");
      }
    }
  }

  private Inbox inbox() {
    return new Inbox(World.network(), host.key(), Words::verify, host::millis);
  }

  /** The connection to a hub, or the try of one; null if there is none. */
  Entry entry(URI address) {
    return entries.get(address);
  }

  void connect(URI address) {
    Hub hub = host.world().hub(address);
    Entry entry = new Entry(hub);
    Entry late = entries.put(address, entry);
    if (late != null) {
      late.hub.leave(late);
    }
    host.world().figures().count("hub connects");
    hub.connect(entry);
  }

  void send(URI address, Envelope envelope) {
    Entry entry = entries.get(address);
    if (entry != null && entry.up) {
      host.world().figures().count("published");
      entry.hub.publish(entry, envelope.json());
    }
  }

  void leave(URI address) {
    Entry entry = entries.remove(address);
    inboxes.remove(address);
    if (entry != null) {
      entry.hub.leave(entry);
    }
  }
}

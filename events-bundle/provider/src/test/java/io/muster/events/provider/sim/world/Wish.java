package io.muster.events.provider.sim.world;

import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.provider.feed.EventKey;
import io.muster.peer.PeerKey;

/** One call of addEvent and what became of it. */
public final class Wish {
  private final int number;
  private final PeerKey user;
  private final String json;
  private final EventOptions options;
  private final long wishedAt;
  private EventId id;
  private boolean confirmed;
  private boolean refused;
  private int calls;
  private int effects;
  private boolean rejected;
  private boolean excused;
  private long confirmedAt;

  Wish(int number, PeerKey user, String json, EventOptions options, long wishedAt) {
    this.number = number;
    this.user = user;
    this.json = json;
    this.options = options;
    this.wishedAt = wishedAt;
  }

  /** Returns which call it was. */
  public int number() {
    return number;
  }

  /** Returns for whom. */
  public PeerKey user() {
    return user;
  }

  /** Returns the payload. */
  public String json() {
    return json;
  }

  /** Returns how it was asked for. */
  public EventOptions options() {
    return options;
  }

  /** Returns when, in true ms. */
  public long wishedAt() {
    return wishedAt;
  }

  /** Returns the event's name as far as somebody learned it, or null. */
  public EventId id() {
    return id;
  }

  void named(EventId name) {
    id = name;
  }

  /** Returns the event's key; it has a name. */
  public EventKey key() {
    return new EventKey(id, user);
  }

  /** Says whether the call succeeded. */
  public boolean isConfirmed() {
    return confirmed;
  }

  /** Returns when the call succeeded, in true ms. */
  public long confirmedAt() {
    return confirmedAt;
  }

  void confirmed(long now) {
    confirmed = true;
    confirmedAt = now;
  }

  /** Says whether the call failed for certain. */
  public boolean isRefused() {
    return refused;
  }

  void refused() {
    refused = true;
  }

  /** Returns how often a handler was called. */
  public int calls() {
    return calls;
  }

  void called() {
    calls++;
  }

  /** Returns how often a handler took effect. */
  public int effects() {
    return effects;
  }

  void effect() {
    effects++;
  }

  /** Says whether a handler rejected it. */
  public boolean isRejected() {
    return rejected;
  }

  void rejected() {
    rejected = true;
  }

  /** Says whether its loss was beyond what is promised: the disks that had it are gone. */
  public boolean isExcused() {
    return excused;
  }

  /** It was on no disk any more. */
  public void excuse() {
    excused = true;
  }

  @Override
  public String toString() {
    return "event " + number + " for " + user.shortText() + (id == null ? "" : " " + id);
  }
}

package io.muster.hub.provider.announce;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.muster.hub.provider.announce.Envelope.Kind;
import io.muster.hub.provider.json.RefusedException;
import io.muster.peer.PeerKey;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets through what strangers sent at hubs if it is well-formed, meant for this network, newer than
 * what came before and signed, in this order: signatures are dear and come last. The same message
 * through two hubs counts twice: each hub tells that the peer is there; but none brings back what
 * was over long ago.
 */
public final class Inbox {
  /** Checks a signature. */
  @FunctionalInterface
  public interface Verifier {
    /** Whether it holds. */
    boolean verify(PeerKey key, String purpose, byte[] message, byte[] signature);
  }

  /** Senders remembered, for each hub. */
  static final int MAX_SENDERS = 10_000;

  /** Seconds' worth of signatures that may be checked at once. */
  private static final int BURST_SECONDS = 5;

  private final String network;
  private final PeerKey self;
  private final Verifier verifier;
  private final LongSupplier millis;
  private final Cache<Sender, Long> newest =
      CacheBuilder.newBuilder().maximumSize(MAX_SENDERS).concurrencyLevel(1).build();
  private final Newest anywhere;
  private final int perSecond;
  private double tokens;
  private long filledAt;

  private record Sender(PeerKey key, Kind kind) {}

  /**
   * What was let through: one of the two.
   *
   * @param from who signed it
   * @param announcement what it says of itself
   * @param signal what it asks for
   */
  public record Letter(PeerKey from, Optional<PeerRecord> announcement, Optional<Signal> signal) {}

  /** Signatures checked in a second by default. */
  static final int RATE = 200;

  /** An inbox of one hub that checks as many signatures in a second as is usual. */
  public Inbox(String network, PeerKey self, Verifier verifier, LongSupplier millis) {
    this(network, self, verifier, millis, new Newest(), RATE);
  }

  /** An inbox of one hub, over all connections to it; what came {@code anywhere} is shared. */
  public Inbox(
      String network,
      PeerKey self,
      Verifier verifier,
      LongSupplier millis,
      Newest anywhere,
      int perSecond) {
    this.anywhere = anywhere;
    this.perSecond = perSecond;
    this.tokens = (double) perSecond * BURST_SECONDS;
    this.network = network;
    this.self = self;
    this.verifier = verifier;
    this.millis = millis;
    this.filledAt = millis.getAsLong();
  }

  /** Reads a message; empty if it is this node's own or for somebody else. */
  public synchronized Optional<Letter> read(String json) throws RefusedException {
    Envelope envelope = Envelope.read(json);
    if (envelope.key().equals(self)) {
      return Optional.empty();
    }
    return envelope.kind() == Kind.ANNOUNCE ? announcement(envelope) : signal(envelope);
  }

  private Optional<Letter> announcement(Envelope envelope) throws RefusedException {
    PeerRecord record = PeerRecord.read(envelope.key(), envelope.fields());
    anywhere.require(envelope.key(), record);
    require(envelope, record.network(), record.sequence());
    anywhere.note(envelope.key(), record);
    return Optional.of(new Letter(envelope.key(), Optional.of(record), Optional.empty()));
  }

  private Optional<Letter> signal(Envelope envelope) throws RefusedException {
    Signal signal = Signal.read(envelope.fields());
    if (!signal.to().equals(self)) {
      return Optional.empty();
    }
    require(envelope, signal.network(), signal.number());
    return Optional.of(new Letter(envelope.key(), Optional.empty(), Optional.of(signal)));
  }

  private void require(Envelope envelope, String meantFor, long number) throws RefusedException {
    if (!meantFor.equals(network)) {
      throw new RefusedException("an envelope of another network");
    }
    Sender sender = new Sender(envelope.key(), envelope.kind());
    Long before = newest.getIfPresent(sender);
    if (before != null && number <= before) {
      throw new RefusedException("an envelope that came before, or out of turn: a replay");
    }
    if (!takeToken()) {
      throw new RefusedException("more than " + perSecond + " envelopes in a second");
    }
    byte[] signed = envelope.signed();
    if (!verifier.verify(sender.key(), sender.kind().purpose(), signed, envelope.signature())) {
      throw new RefusedException("an envelope with a signature that does not hold");
    }
    newest.put(sender, number);
  }

  private boolean takeToken() {
    long now = millis.getAsLong();
    tokens = Math.min(perSecond * BURST_SECONDS, tokens + (now - filledAt) * perSecond / 1000.0);
    filledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}

package io.muster.events.provider.crypto;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Lane;
import io.muster.peer.Encapsulation;
import io.muster.peer.KeyAgreement;
import io.muster.peer.PeerKey;
import java.util.Arrays;

/** Makes LANEs and obtains the exporter secret of a LANE; remembers those used of late. */
final class LaneSecrets {
  private static final int REMEMBERED = 4096;
  private static final byte KIND = 1;
  private static final byte[] NONE = {};

  private final KeyAgreement keys;
  private final Aead aead;

  private final Cache<Known, byte[]> known =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).concurrencyLevel(1).build();

  private record Known(FeedId origin, ContextId context) {}

  LaneSecrets(KeyAgreement keys, Aead aead) {
    this.keys = keys;
    this.aead = aead;
  }

  /** Draws a secret for a recipient, for events whose origin is the given feed. */
  Lane create(FeedId feed, PeerKey recipient, long notAfter) {
    int keyId = KeyAgreement.IDENTITY_KEY;
    Encapsulation fresh = keys.encapsulate(recipient, keyId, info(feed, recipient));
    byte[] key = selfKey(feed, recipient, keyId, fresh.encapsulated());
    byte[] sealed = aead.seal(key, NONE, fresh.exporterSecret());
    Bytes selfSealed = Bytes.of(Concat.of(new byte[] {KIND}, sealed));
    Bytes encapsulated = Bytes.of(fresh.encapsulated());
    Lane lane = new Lane(recipient, keyId, encapsulated, selfSealed, notAfter, Bytes.EMPTY);
    remember(feed, lane, fresh.exporterSecret());
    return lane;
  }

  /** Obtains the secret as the recipient. */
  byte[] asRecipient(FeedId origin, Lane lane) {
    byte[] secret = known(origin, lane);
    if (secret != null) {
      return secret;
    }
    try {
      byte[] info = info(origin, lane.recipient());
      secret = keys.decapsulate(lane.keyId(), lane.encapsulated().toArray(), info);
    } catch (IllegalArgumentException e) {
      throw new UnreadableException("The LANE does not open: " + e.getMessage(), e);
    }
    return remember(origin, lane, secret);
  }

  /** Obtains the secret as the server that made the LANE. */
  byte[] asServer(FeedId origin, Lane lane) {
    byte[] secret = known(origin, lane);
    if (secret != null) {
      return secret;
    }
    byte[] sealed = content(lane.selfSealed(), KIND);
    byte[] enc = lane.encapsulated().toArray();
    byte[] key = selfKey(origin, lane.recipient(), lane.keyId(), enc);
    return remember(origin, lane, aead.open(key, NONE, sealed));
  }

  /** Returns what follows the kind byte; refuses other kinds. */
  static byte[] content(Bytes sealed, byte kind) {
    byte[] bytes = sealed.shared();
    if (bytes.length == 0 || bytes[0] != kind) {
      throw new UnreadableException("It is sealed in a way that this version does not know");
    }
    return Arrays.copyOfRange(bytes, 1, bytes.length);
  }

  private byte[] known(FeedId origin, Lane lane) {
    return known.getIfPresent(new Known(origin, lane.contextId()));
  }

  private byte[] remember(FeedId origin, Lane lane, byte[] secret) {
    known.put(new Known(origin, lane.contextId()), secret);
    return secret;
  }

  private static byte[] info(FeedId feed, PeerKey recipient) {
    return Concat.of(Concat.ascii("muster/ev1/lane"), feed.bytes(), recipient.bytes());
  }

  private byte[] selfKey(FeedId feed, PeerKey recipient, int keyId, byte[] encapsulated) {
    byte[] id = Concat.u32(keyId);
    return keys.derive(
        "muster/ev1/self", Concat.of(feed.bytes(), recipient.bytes(), id, encapsulated));
  }
}

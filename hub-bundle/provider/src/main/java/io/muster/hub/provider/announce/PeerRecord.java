package io.muster.hub.provider.announce;

import com.google.gson.stream.JsonWriter;
import io.muster.hub.provider.json.Fields;
import io.muster.hub.provider.json.RefusedException;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a peer says of itself.
 *
 * @param network the application name of the hub for which it is meant
 * @param addresses where it can be dialled, at most {@link #MAX_ADDRESSES}
 * @param protocols what it speaks, at most {@link #MAX_PROTOCOLS}
 * @param sequence higher than in any earlier record of this peer
 * @param ttlSeconds for how long this is good, from its receipt on; 0 says goodbye
 */
public record PeerRecord(
    String network,
    List<PeerAddress> addresses,
    List<String> protocols,
    long sequence,
    long ttlSeconds) {
  /** Addresses in one record. */
  public static final int MAX_ADDRESSES = 8;

  /** Protocols in one record. */
  public static final int MAX_PROTOCOLS = 64;

  /** Longest time to live, in seconds. */
  public static final long MAX_TTL = 10_800;

  private static final int MAX_ADDRESS = 1_024;
  private static final int MAX_NAME = 128;

  /** Cuts the lists to what a record may have. */
  public PeerRecord {
    addresses = addresses.stream().limit(MAX_ADDRESSES).toList();
    protocols = protocols.stream().limit(MAX_PROTOCOLS).toList();
  }

  /** Reads a record; addresses of other keys and of unknown form are left out. */
  static PeerRecord read(PeerKey key, Fields fields) throws RefusedException {
    List<PeerAddress> addresses = new ArrayList<>();
    for (String text : fields.texts("addresses", MAX_ADDRESSES, MAX_ADDRESS)) {
      try {
        PeerAddress address = PeerAddress.parse(text);
        if (address.key().filter(key::equals).isPresent()) {
          addresses.add(address);
        }
      } catch (IllegalArgumentException e) {
        // of a later version, perhaps: the others may still serve
      }
    }
    return new PeerRecord(
        fields.text("network", MAX_NAME),
        addresses,
        fields.texts("protocols", MAX_PROTOCOLS, MAX_NAME),
        fields.number("sequence", 1, Long.MAX_VALUE),
        fields.number("ttl", 0, MAX_TTL));
  }

  /** The payload of an announcement. */
  public String json() {
    StringWriter out = new StringWriter();
    try (JsonWriter writer = new JsonWriter(out)) {
      writer.beginObject().name("network").value(network);
      writer.name("addresses").beginArray();
      for (PeerAddress address : addresses) {
        writer.value(address.toString());
      }
      writer.endArray().name("protocols").beginArray();
      for (String protocol : protocols) {
        writer.value(protocol);
      }
      writer.endArray().name("sequence").value(sequence).name("ttl").value(ttlSeconds);
      writer.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does no I/O
    }
    return out.toString();
  }

  /** Whether the peer says goodbye. */
  public boolean isGoodbye() {
    return ttlSeconds == 0;
  }
}

package io.muster.hub.signalhub;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes application and channel names into a path. Hubs compare names as they were sent, without
 * decoding, so a name meets npm clients only if it is written byte for byte as they write it: the
 * signs below as percent sequences, all other visible ASCII bare. Names that npm clients cannot
 * send whole (with {@code #}, {@code ?} or beyond ASCII) go out as UTF-8 percent sequences.
 */
final class PathNames {
  private static final int MAX_LENGTH = 512;
  private static final String ENCODED = " \"<>^{|}'`#?\\";

  private PathNames() {}

  /** The path of a broadcast to one channel. */
  static String broadcast(HubAddress hub, String application, String channel) {
    return hub.prefix() + "/v1/" + application(application) + "/" + encode("channel", channel);
  }

  /** The path of a subscription, channels in their natural order. */
  static String subscription(HubAddress hub, String application, Set<String> channels) {
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("A subscription needs at least one channel");
    }
    return channels.stream()
        .map(PathNames::listed)
        .collect(
            Collectors.collectingAndThen(
                Collectors.toCollection(TreeSet::new),
                all ->
                    hub.prefix()
                        + "/v1/"
                        + application(application)
                        + "/"
                        + String.join(",", all)));
  }

  private static String listed(String channel) {
    if (channel.indexOf(',') >= 0) {
      throw new IllegalArgumentException("A channel to subscribe to has no comma: " + channel);
    }
    return encode("channel", channel);
  }

  private static String application(String name) {
    if (name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("An application name has no slash: " + name);
    }
    return encode("application", name);
  }

  private static String encode(String what, String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "A name of " + what + " has 1 to " + MAX_LENGTH + " characters, not " + name.length());
    }
    for (String segment : name.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("A name of " + what + " has no dot segments");
      }
    }
    StringBuilder path = new StringBuilder(name.length() + 16);
    ByteBuffer bytes = utf8(what, name);
    while (bytes.hasRemaining()) {
      append(path, bytes.get() & 0xFF);
    }
    return path.toString();
  }

  private static void append(StringBuilder path, int b) {
    if (b > 0x20 && b < 0x7F && ENCODED.indexOf(b) < 0) {
      path.append((char) b);
    } else {
      path.append(String.format("%%%02X", b));
    }
  }

  private static ByteBuffer utf8(String what, String name) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("A name of " + what + " has half a surrogate pair", e);
    }
  }
}

package io.muster.events.provider.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.RunId;
import io.muster.hub.Channel;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private static final Path WIRE = Path.of("..", "api", "WIRE.md");
  private static final Pattern HEADING = Pattern.compile("### (\\d+) .*");
  private static final Pattern ROW =
      Pattern.compile("\\| (\\d+) \\| (?:(\\d+)|(\\d+) n|n) \\|[^|]*\\|[^|]*\\| ?(.*)\\|");

  private final Random random = new Random(3);
  private final PeerKey key =
      LocalIdentity.ofSeed(bytes(LocalIdentity.SEED_BYTES), new SecureRandom()).key();
  private final FeedId feed = new FeedId(hash());
  private final RunId run = RunId.ofFirst(bytes(RunId.BYTES));
  private final List<Message> samples =
      List.of(
          new Message.Hello(hash(), 65_536, 1 << 20, hash()),
          new Message.Have(Collections.nCopies(3, new Message.Have.Item(key, run, 7, hash(), 2))),
          new Message.WantFeed(feed, 5, hash(), 4096),
          new Message.WantBodies(List.of(hash(), hash(), hash())),
          new Message.WantHeaders(feed, 5, hash(), 16),
          new Message.BatchPart(feed, 5, 3, 0, Bytes.of(bytes(3))),
          new Message.BodyPart(hash(), 3, 0, Bytes.of(bytes(3))),
          new Message.SignedHeader(feed, Bytes.of(bytes(111)), Bytes.of(bytes(64))),
          new Message.Stored(List.of(hash(), hash(), hash())),
          new Message.Fork(key, run, Bytes.of(bytes(175)), Bytes.of(bytes(175))),
          new Message.Refuse(Message.Reason.TRIMMED, hash(), 9, hash(), feed, 3),
          new Message.Follow(feed, 5, hash(), 4096, Message.Follow.OWN),
          new Message.Bodies(List.of(Bytes.of(bytes(1)))));

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private Hash hash() {
    return Hash.of(bytes(Hash.BYTES));
  }

  @Test
  void everyMessageIsReadAsItWasWritten() {
    for (Message message : samples) {
      assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
    }
  }

  @Test
  void everyShorterOrLongerEncodingIsRefused() {
    for (Message message : samples) {
      byte[] whole = MessageCodec.encode(message).array();
      for (int length = 0; length < whole.length; length++) {
        ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
        assertThrows(MalformedException.class, () -> MessageCodec.decode(cut), message::toString);
      }
      ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(whole, whole.length + 1));
      assertThrows(MalformedException.class, () -> MessageCodec.decode(longer), message::toString);
    }
  }

  @Test
  void noBytesMakeTheReaderFailOtherwise() {
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = bytes(random.nextInt(300));
      if (noise.length > 0) {
        noise[0] = (byte) random.nextInt(15);
      }
      try {
        Message read = MessageCodec.decode(ByteBuffer.wrap(noise));
        assertEquals(ByteBuffer.wrap(noise), MessageCodec.encode(read), "one encoding each");
      } catch (MalformedException e) {
        assertTrue(e.getMessage().length() > 5, "says what was wrong");
      }
    }
  }

  @Test
  void longestMessagesFitAChannel() {
    Message.Have.Item item = new Message.Have.Item(key, run, 7, hash(), 2);
    List<Message> longest =
        List.of(
            new Message.Have(Collections.nCopies(MessageCodec.MAX_ITEMS, item)),
            new Message.Stored(Collections.nCopies(MessageCodec.MAX_HASHES, hash())),
            new Message.BatchPart(feed, 1, 65_536, 0, Bytes.of(bytes(MessageCodec.MAX_PART))));
    for (Message message : longest) {
      int length = MessageCodec.encode(message).remaining();
      assertTrue(length <= Channel.MAX_MESSAGE, message.getClass() + " has " + length);
    }
  }

  @Test
  void partsThatDoNotFollowAreRefused() {
    Parts parts = new Parts(Batch.MAX_BYTES);
    Bytes part = Bytes.of(bytes(MessageCodec.MAX_PART));
    int total = MessageCodec.MAX_PART + 1;
    assertTrue(parts.add(feed, total, 0, part).isEmpty());
    assertThrows(
        MalformedException.class,
        () -> parts.add(new Object(), total, MessageCodec.MAX_PART, Bytes.of(bytes(1))));
    assertEquals(
        total,
        parts.add(feed, total, MessageCodec.MAX_PART, Bytes.of(bytes(1))).orElseThrow().length);
    assertThrows(
        MalformedException.class,
        () -> parts.add(feed, total, MessageCodec.MAX_PART, Bytes.of(bytes(1))),
        "what is complete is over");
  }

  @Test
  void tablesSayWhatIsWritten() throws IOException {
    List<Integer> kinds = new ArrayList<>();
    int end = 0;
    for (String line : section()) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        checkLength(kinds, end);
        kinds.add(Integer.valueOf(heading.group(1)));
        end = 0;
      }
      Matcher row = ROW.matcher(line);
      if (!kinds.isEmpty() && row.matches()) {
        assertEquals(end, Integer.parseInt(row.group(1)), line);
        end += lengthOf(row);
      }
    }
    checkLength(kinds, end);
    assertEquals(samples.size(), kinds.size(), "all kinds have a table");
  }

  private static List<String> section() throws IOException {
    List<String> lines = Files.readAllLines(WIRE);
    List<String> rest = lines.subList(lines.indexOf("## Messages") + 1, lines.size());
    return rest.stream().takeWhile(line -> !line.startsWith("## ")).toList();
  }

  /** Samples have three items or three bytes where the number varies. */
  private static int lengthOf(Matcher row) {
    if (row.group(2) != null) {
      return Integer.parseInt(row.group(2));
    }
    return 3 * (row.group(3) == null ? 1 : Integer.parseInt(row.group(3)));
  }

  private void checkLength(List<Integer> kinds, int length) {
    if (!kinds.isEmpty()) {
      int kind = kinds.get(kinds.size() - 1);
      ByteBuffer encoded = MessageCodec.encode(samples.get(kind - 1));
      assertEquals(kind, encoded.get(0), "kind");
      assertEquals(length, encoded.remaining(), "length of kind " + kind);
    }
  }
}

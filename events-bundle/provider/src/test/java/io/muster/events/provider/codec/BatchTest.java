package io.muster.events.provider.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  private final Samples samples = new Samples(11);
  private final FeedHead before = new FeedHead(samples.feed(), 41, samples.hash());

  private Batch batch(List<Entry> entries) {
    List<byte[]> encoded = entries.stream().map(Entries::encode).toList();
    return Batch.of(Batch.headerOf(before, encoded), encoded, samples.bytes(64));
  }

  @Test
  void batchComesBackByteForByte() {
    Batch batch = batch(samples.oneOfEach());
    byte[] bytes = new byte[batch.size()];
    batch.bytes().get(bytes);
    Batch read = Batch.parse(bytes);
    assertEquals(batch.header(), read.header());
    assertEquals(batch.entries(), read.entries());
    assertEquals(batch.bytes(), read.bytes());
    assertArrayEquals(batch.signature(), read.signature());
    assertArrayEquals(batch.header().encode(), read.headerBytes());
    assertEquals(111, read.headerBytes().length);
  }

  @Test
  void everyFlippedBitOfTheSignedPartIsNoticed() {
    Batch batch = batch(samples.oneOfEach().subList(4, 8));
    byte[] bytes = new byte[batch.size()];
    batch.bytes().get(bytes);
    for (int bit = 0; bit < 8 * (bytes.length - Batch.SIGNATURE_BYTES); bit++) {
      byte[] altered = bytes.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertTrue(differs(batch, altered), "bit " + bit);
    }
  }

  private static boolean differs(Batch batch, byte[] altered) {
    try {
      Batch read = Batch.parse(altered);
      read.entries();
      return !read.head().equals(batch.head());
    } catch (MalformedException e) {
      return true;
    }
  }

  @Test
  void headDoesNotDependOnTheSignature() {
    Batch one = batch(samples.oneOfEach().subList(0, 1));
    byte[] bytes = new byte[one.size()];
    one.bytes().get(bytes);
    bytes[bytes.length - 1] ^= 1;
    assertEquals(one.head(), Batch.parse(bytes).head());
  }

  @Test
  void countsAndLengthsOutOfRangeAreRefused() {
    Hash root = samples.hash();
    Hash past = samples.hash();
    FeedId feed = samples.feed();
    for (int count : new int[] {0, 257, -1}) {
      assertThrows(MalformedException.class, () -> new Header(feed, 2, count, past, root, 900));
    }
    for (long first : new long[] {0, -1, Long.MAX_VALUE, Long.MAX_VALUE - 255}) {
      assertThrows(MalformedException.class, () -> new Header(feed, first, 1, past, root, 900));
    }
    for (int length : new int[] {-1, 4, 65_362}) {
      assertThrows(MalformedException.class, () -> new Header(feed, 2, 1, past, root, length));
    }
    assertThrows(MalformedException.class, () -> new Header(feed, 1, 1, past, root, 900));
    new Header(feed, 1, 256, feed.value(), root, 65_361);
  }

  @Test
  void unknownVersionIsRefusedWithBothNumbers() {
    byte[] bytes = batch(samples.oneOfEach()).headerBytes();
    bytes[0] = 9;
    Exception refused =
        assertThrows(MalformedException.class, () -> Header.read(new FieldReader(bytes)));
    assertTrue(refused.getMessage().contains("9") && refused.getMessage().contains("1"));
  }

  @Test
  void batchOfOtherLengthThanItsHeaderSaysIsRefused() {
    Batch batch = batch(samples.oneOfEach());
    byte[] bytes = new byte[batch.size()];
    batch.bytes().get(bytes);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertThrows(MalformedException.class, () -> Batch.parse(cut));
    assertThrows(MalformedException.class, () -> Batch.parse(Arrays.copyOf(bytes, 65_537)));
    assertThrows(MalformedException.class, () -> Batch.parse(new byte[0]));
  }

  @Test
  void rootIsThatOfRfc6962() throws Exception {
    List<ByteBuffer> leaves = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      leaves.add(ByteBuffer.wrap(samples.bytes(i)));
    }
    for (int count = 1; count <= 7; count++) {
      Hash expected = Hash.of(slowRoot(leaves.subList(0, count)));
      assertEquals(expected, MerkleRoot.of(leaves.subList(0, count)));
    }
  }

  /** The recursive definition, word for word: k is the largest power of two smaller than n. */
  private static byte[] slowRoot(List<ByteBuffer> leaves) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    if (leaves.size() == 1) {
      sha256.update((byte) 0);
      sha256.update(leaves.get(0).array());
      return sha256.digest();
    }
    int k = 1;
    while (2 * k < leaves.size()) {
      k *= 2;
    }
    sha256.update((byte) 1);
    sha256.update(slowRoot(leaves.subList(0, k)));
    return sha256.digest(slowRoot(leaves.subList(k, leaves.size())));
  }

  @Test
  void overlapAndBrokenChainProveAForkButGapsAndEqualHeadersDoNot() {
    Header first = header(10, 3, samples.hash());
    assertFalse(first.provesForkWith(first));
    assertTrue(first.provesForkWith(header(10, 3, samples.hash())));
    assertTrue(first.provesForkWith(header(12, 1, samples.hash())));
    assertTrue(header(8, 9, samples.hash()).provesForkWith(first));
    assertFalse(first.provesForkWith(header(13, 1, first.head())));
    assertTrue(first.provesForkWith(header(13, 1, samples.hash())));
    assertTrue(header(13, 1, samples.hash()).provesForkWith(first));
    assertFalse(first.provesForkWith(header(14, 1, samples.hash())));
    Header elsewhere = new Header(samples.feed(), 10, 3, samples.hash(), samples.hash(), 900);
    assertFalse(first.provesForkWith(elsewhere));
    assertNotEquals(first, elsewhere);
  }

  private Header header(long first, int count, Hash past) {
    return new Header(before.feed(), first, count, past, samples.hash(), 900);
  }
}

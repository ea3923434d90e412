package io.muster.events.provider.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EntriesTest {
  @Property(tries = 200)
  void everyKindComesBackAsItWas(@ForAll long seed) {
    for (Entry entry : new Samples(seed).oneOfEach()) {
      byte[] bytes = Entries.encode(entry);
      assertEquals(entry, Entries.decode(ByteBuffer.wrap(bytes)));
    }
  }

  @Property(tries = 100)
  void alteredBytesAreRefusedOrHaveNoOtherEncoding(@ForAll long seed) {
    Random random = new Random(seed);
    for (Entry entry : new Samples(seed).oneOfEach()) {
      byte[] bytes = Entries.encode(entry);
      for (int i = 0; i < 20; i++) {
        byte[] altered = bytes.clone();
        altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
        assertRefusedOrCanonical(altered);
      }
    }
  }

  private static void assertRefusedOrCanonical(byte[] bytes) {
    Entry read;
    try {
      read = Entries.decode(ByteBuffer.wrap(bytes));
    } catch (MalformedException e) {
      return;
    }
    assertArrayEquals(bytes, Entries.encode(read));
  }

  @Test
  void bytesThatAreCutOrFollowedByMoreAreRefused() {
    for (Entry entry : new Samples(7).oneOfEach()) {
      byte[] bytes = Entries.encode(entry);
      for (int length : new int[] {0, 1, 4, 5, bytes.length / 2, bytes.length - 1}) {
        ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(bytes, length));
        assertThrows(MalformedException.class, () -> Entries.decode(cut));
      }
      ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1));
      assertThrows(MalformedException.class, () -> Entries.decode(longer));
    }
  }

  @Test
  void hugeLengthsAreRefusedBeforeAnythingIsAllocated() {
    for (int length : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      ByteBuffer bytes = ByteBuffer.allocate(20).put((byte) Add.KIND).putInt(length).rewind();
      assertThrows(MalformedException.class, () -> Entries.decode(bytes));
      assertThrows(MalformedException.class, () -> Entries.split(bytes));
    }
  }

  @Test
  void kindsThatNobodyHasDefinedAreRefused() {
    for (int kind : new int[] {0, 10, 15, 32, 255}) {
      ByteBuffer bytes = ByteBuffer.allocate(5).put((byte) kind).putInt(0).rewind();
      assertThrows(MalformedException.class, () -> Entries.decode(bytes));
    }
  }

  @Test
  void contextIsNamedByKeyRecipientAndKeyId() {
    Lane lane = (Lane) new Samples(3).oneOfEach().get(3);
    byte[] id = ByteBuffer.allocate(4).putInt(lane.keyId()).array();
    Hash expected = Hash.sha256(lane.encapsulated().toArray(), lane.recipient().bytes(), id);
    assertArrayEquals(Arrays.copyOf(expected.bytes(), 16), lane.contextId().bytes());
  }
}

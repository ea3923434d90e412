package io.muster.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That faulty decoders are found; each has one fault of its own. */
class FuzzTest {
  private static final List<byte[]> VALID = List.of(new byte[] {2, 7, 9}, new byte[] {0});

  /** A length in one byte, and so many bytes. */
  private static byte[] sound(byte[] in) {
    if (in.length == 0 || (in[0] & 0xff) != in.length - 1) {
      throw new IllegalArgumentException("length");
    }
    return Arrays.copyOfRange(in, 1, in.length);
  }

  private static byte[] encode(byte[] value) {
    return ByteBuffer.allocate(1 + value.length).put((byte) value.length).put(value).array();
  }

  private static void run(Fuzz.Decoding<byte[]> decoding) {
    Fuzz.of(Subject.SAMPLE)
        .from(VALID)
        .refusing(IllegalArgumentException.class)
        .within(10_000, 2)
        .run(decoding, FuzzTest::encode);
  }

  private static AssertionError fault(Fuzz.Decoding<byte[]> decoding) {
    return assertThrows(AssertionError.class, () -> run(decoding));
  }

  @Test
  void soundDecoderPasses() {
    run(FuzzTest::sound);
  }

  @Test
  void aMillionInputsAreGivenInAll() {
    int all = Arrays.stream(Subject.values()).mapToInt(Subject::inputs).sum();
    assertTrue(all - Subject.SAMPLE.inputs() >= 1_000_000);
  }

  @Test
  void exceptionThatIsNotDocumentedIsFound() {
    AssertionError found =
        fault(
            in -> {
              if (in.length == 0) {
                throw new BufferUnderflowException();
              }
              return sound(in);
            });
    assertTrue(found.getMessage().contains("BufferUnderflow"), found.getMessage());
    assertTrue(found.getMessage().contains("-Dmuster.seed="), found.getMessage());
  }

  @Test
  void errorIsFound() {
    assertEquals(
        StackOverflowError.class,
        fault(in -> in.length == 0 ? deep(in) : sound(in)).getCause().getClass());
  }

  private static byte[] deep(byte[] value) {
    return value.length < 2 ? deep(value) : value;
  }

  @Test
  void secondEncodingIsFound() {
    AssertionError found =
        fault(in -> in.length > 3 ? Arrays.copyOfRange(in, 1, 1 + in[0] % in.length) : sound(in));
    assertTrue(found.getMessage().contains("input: "), found.getMessage());
  }

  @Test
  void allocationByAClaimedLengthIsFound() {
    AssertionError found =
        fault(
            in -> {
              byte[] room = new byte[in.length == 0 ? 0 : (in[0] & 0xff) << 10];
              return room.length > 1 << 20 ? room : sound(in);
            });
    assertTrue(found.getMessage().contains("allocated"), found.getMessage());
  }

  @Test
  void refusalOfAValidInputIsFound() {
    AssertionError found =
        fault(
            in -> {
              throw new IllegalArgumentException("never");
            });
    assertTrue(found.getMessage().contains("valid"), found.getMessage());
  }
}

package io.muster.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Gives a decoder many inputs. Each must be decoded, and then have exactly one encoding, or be
 * refused with the documented exception; without an error, a hang or more memory than allowed.
 *
 * <p>Inputs follow from numbers: {@code -Dmuster.seed=N} repeats the one input that a failure
 * names. Inputs that once were decoded wrongly stay in the resource {@code fuzz/SUBJECT.hex} of the
 * decoder's tests, a line each.
 */
public final class Fuzz {
  /** What may be allocated beyond a decoder's own limit, in bytes. */
  public static final int ALLOWANCE = 64 << 10;

  final Subject subject;
  List<byte[]> valid = new ArrayList<>();
  List<String> words = List.of();
  UnaryOperator<byte[]> repair;
  Class<? extends Exception> refusal;
  long memory;
  int memoryPerByte;
  boolean canRefuse = true;

  /**
   * Reads an input.
   *
   * @param <T> what it reads
   */
  @FunctionalInterface
  public interface Decoding<T> {
    /** Returns what the input says; may change the input. */
    T decode(byte[] input) throws Exception;
  }

  /**
   * Writes what was read.
   *
   * @param <T> what was read
   */
  @FunctionalInterface
  public interface Encoding<T> {
    /** Returns the one encoding, or null if there can be several. */
    byte[] encode(T value) throws Exception;
  }

  private Fuzz(Subject subject) {
    this.subject = subject;
  }

  /** Begins with what is tested. */
  public static Fuzz of(Subject subject) {
    return new Fuzz(subject);
  }

  /** Adds inputs that must be decoded. */
  public Fuzz from(List<byte[]> inputs) {
    valid.addAll(inputs);
    return this;
  }

  /** Names words of a text format. */
  public Fuzz words(String... these) {
    words = List.of(these);
    return this;
  }

  /** Corrects checksums of half of the changed inputs, so that they get behind those. */
  public Fuzz repairing(UnaryOperator<byte[]> repairer) {
    repair = repairer;
    return this;
  }

  /** Names the only exception that may come out. */
  public Fuzz refusing(Class<? extends Exception> documented) {
    refusal = documented;
    return this;
  }

  /** Says that the decoder skips or reports what it cannot read, and throws nothing. */
  public Fuzz neverRefusing() {
    canRefuse = false;
    return this;
  }

  /**
   * Sets how many bytes one input may allocate at most, beside {@link #ALLOWANCE}.
   *
   * @param bytes whatever the input
   * @param perByte beyond that, for each byte of the input
   */
  public Fuzz within(long bytes, int perByte) {
    memory = bytes;
    memoryPerByte = perByte;
    return this;
  }

  /**
   * Gives the decoder its inputs.
   *
   * @throws AssertionError for the first input that does not behave
   */
  public <T> void run(Decoding<T> decoding, Encoding<T> encoding) {
    new FuzzRun<>(this, decoding, encoding).run();
  }
}

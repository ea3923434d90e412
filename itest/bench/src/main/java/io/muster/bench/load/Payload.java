package io.muster.bench.load;

import java.util.Random;

/**
 * The text of an event: which round, which number, when it was handed over (by the machine's
 * monotonic clock, which its processes share), and noise up to the length that is asked for.
 */
public final class Payload {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int SEED = 4711;

  private final int bytes;
  private final String noise;

  /**
   * What is told by a payload.
   *
   * @param round the round
   * @param number the number in the round
   * @param nanos when it was handed over, by {@link System#nanoTime}
   */
  public record Facts(int round, int number, long nanos) {}

  /**
   * Prepares payloads of one length.
   *
   * @param bytes their length, 128 or more
   */
  public Payload(int bytes) {
    this.bytes = bytes;
    Random random = new Random(SEED);
    StringBuilder text = new StringBuilder(bytes);
    for (int i = 0; i < bytes; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    noise = text.toString();
  }

  /**
   * Makes a payload.
   *
   * @param round the round
   * @param number the number in the round
   * @param nanos when it is handed over, or should have been, by {@link System#nanoTime}
   * @return a JSON text of the length that was asked for
   */
  public String text(int round, int number, long nanos) {
    StringBuilder text = new StringBuilder(bytes);
    text.append("{\"r\":").append(round).append(",\"n\":").append(number);
    text.append(",\"t\":").append(nanos).append(",\"p\":\"");
    text.append(noise, 0, bytes - 2 - text.length());
    return text.append("\"}").toString();
  }

  /**
   * Reads a payload.
   *
   * @param text what {@link #text} has made
   * @return what it tells
   */
  public static Facts read(String text) {
    int number = text.indexOf(",\"n\":");
    int time = text.indexOf(",\"t\":", number);
    int end = text.indexOf(",\"p\":", time);
    return new Facts(
        Integer.parseInt(text, 5, number, 10),
        Integer.parseInt(text, number + 5, time, 10),
        Long.parseLong(text, time + 5, end, 10));
  }
}

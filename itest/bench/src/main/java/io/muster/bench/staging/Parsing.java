package io.muster.bench.staging;

import io.muster.peer.PeerAddress;

/** Reading addresses beside one pass over their characters, in turn, several times each. */
final class Parsing {
  private static final int ROUNDS = 9;
  private static final long CHARACTERS = 20_000_000;

  private Parsing() {}

  private static String longest() {
    StringBuilder text = new StringBuilder("net");
    while (text.length() + 12 <= PeerAddress.MAX_LENGTH) {
      text.append(":192.0.2.1!~");
    }
    return text + ":" + "x".repeat(PeerAddress.MAX_LENGTH - text.length() - 1);
  }

  /** Prints nanoseconds for each character: of a usual address, and of the longest. */
  static void measure() {
    for (String text : new String[] {Load.text(12_345), longest()}) {
      double parse = Double.MAX_VALUE;
      double pass = Double.MAX_VALUE;
      long kept = 0;
      for (int round = 0; round < ROUNDS; round++) {
        long times = CHARACTERS / text.length();
        long start = System.nanoTime();
        kept += parse(text, times);
        long middle = System.nanoTime();
        kept += pass(text, times);
        double characters = (double) times * text.length();
        parse = Math.min(parse, (middle - start) / characters);
        pass = Math.min(pass, (System.nanoTime() - middle) / characters);
      }
      System.out.println("parse " + text.length() + " " + parse + " " + pass + " " + kept % 10);
    }
  }

  private static long parse(String text, long times) {
    long kept = 0;
    for (long i = 0; i < times; i++) {
      kept += PeerAddress.parse(text).toString().length();
    }
    return kept;
  }

  private static long pass(String text, long times) {
    long kept = 0;
    for (long i = 0; i < times; i++) {
      for (int at = 0; at < text.length(); at++) {
        kept += text.charAt(at);
      }
    }
    return kept;
  }
}

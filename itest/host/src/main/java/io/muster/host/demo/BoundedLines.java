package io.muster.host.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a text file line by line in bounded memory; a line at fault does not hide the others. */
final class BoundedLines implements AutoCloseable {
  static final int LONGEST_BYTES = 1 << 20;

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean tooLong;
  private long number;

  BoundedLines(Path file) throws IOException {
    in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  /** Goes to the next line; false at the end of the file. */
  boolean next() throws IOException {
    line.reset();
    tooLong = false;
    int c = in.read();
    if (c < 0) {
      return false;
    }
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (line.size() < LONGEST_BYTES) {
        line.write(c);
      } else {
        tooLong = true;
      }
    }
    number++;
    return true;
  }

  /** The number of the line, from 1. */
  long number() {
    return number;
  }

  /** The line without its end; {@link IllegalArgumentException} if it is too long or no text. */
  String text() {
    if (tooLong) {
      throw new IllegalArgumentException("longer than " + LONGEST_BYTES + " bytes");
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(line.toByteArray()))
              .toString();
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

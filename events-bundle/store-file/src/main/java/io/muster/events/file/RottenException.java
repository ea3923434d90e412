package io.muster.events.file;

import java.io.IOException;

/** A record that is to be kept was sound and is damaged now. */
final class RottenException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Segment segment;

  RottenException(Segment segment, long at) {
    super(segment.name().file() + " at byte " + at);
    this.segment = segment;
  }

  Segment segment() {
    return segment;
  }
}

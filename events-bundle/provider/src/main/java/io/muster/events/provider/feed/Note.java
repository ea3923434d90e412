package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import java.util.Optional;

/** An ADD of an event: all of it, or its outline and where the rest can be read. */
final class Note {
  private final Outline outline;
  private final Adds source;
  private Add add;

  /** All of an ADD, of which {@code source} can read it again, if there is one. */
  Note(Add add, Outline outline, Adds source) {
    this.add = add;
    this.outline = outline;
    this.source = source;
  }

  Outline outline() {
    return outline;
  }

  /** Says whether the ADD can be read again. */
  boolean isReadable() {
    return source != null;
  }

  /** Returns the ADD; empty if it was damaged since it was stored. */
  Optional<Add> read() {
    if (add == null) {
      add = source.read(outline.at()).filter(this::fits).orElse(null);
    }
    return Optional.ofNullable(add);
  }

  private boolean fits(Add found) {
    return Outline.of(found, outline.at()).equals(outline);
  }

  /** Says whether this is that ADD at that place. */
  boolean is(Note other) {
    return outline.equals(other.outline) && read().equals(other.read());
  }
}

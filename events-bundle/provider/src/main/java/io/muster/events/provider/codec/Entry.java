package io.muster.events.provider.codec;

/**
 * What a writer says. Encoded as {@code u8 kind ‖ u32 length ‖ fields ‖ u16 length ‖ tail}; the
 * tail belongs to later versions and is kept byte for byte. Layout: WIRE.md.
 */
public sealed interface Entry
    permits Genesis, Admit, Remove, Lane, Add, Consumed, Settled, Pause, Trim, Reserved {
  /** Returns the number of the kind. */
  int kind();

  /** Returns what a later version has added behind the known fields, mostly nothing. */
  Bytes tail();

  /** Writes the fields, without the tail. */
  void writeFields(FieldWriter out);
}

package io.muster.staging.provider;

import io.muster.staging.StagingEntry;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes entries as FORMAT.md says. */
final class EntryWriter {
  static final int MAGIC = 0x4d535447; // MSTG
  static final int VERSION = 1;
  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int INT = 3;
  static final int LONG = 4;
  static final int DOUBLE = 5;
  static final int DECIMAL = 6;
  static final int TEXT = 7;
  static final int LIST = 8;
  static final int MAP = 9;

  private final DataOutputStream out;
  private byte[] units = new byte[1_024];

  EntryWriter(DataOutputStream out) {
    this.out = out;
  }

  /** Writes the head and the entries, all but the checksum. */
  void write(List<StagingEntry> entries) throws IOException {
    out.writeInt(MAGIC);
    out.writeShort(VERSION);
    out.writeInt(entries.size());
    for (StagingEntry entry : entries) {
      text(entry.address().toString());
      time(entry.birth());
      time(entry.updated());
      out.writeByte(entry.unreachableSince().isPresent() ? 1 : 0);
      if (entry.unreachableSince().isPresent()) {
        time(entry.unreachableSince().get());
      }
      fields(entry.data());
    }
  }

  private void time(Instant time) throws IOException {
    out.writeLong(time.getEpochSecond());
    out.writeInt(time.getNano());
  }

  private void fields(Map<?, ?> fields) throws IOException {
    out.writeInt(fields.size());
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      text((String) field.getKey());
      value(field.getValue());
    }
  }

  private void value(Object value) throws IOException {
    if (value == null) {
      out.writeByte(NULL);
    } else if (value instanceof Boolean flag) {
      out.writeByte(flag ? TRUE : FALSE);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof String text) {
      out.writeByte(TEXT);
      text(text);
    } else if (value instanceof List<?> list) {
      out.writeByte(LIST);
      out.writeInt(list.size());
      for (Object item : list) {
        value(item);
      }
    } else {
      out.writeByte(MAP);
      fields((Map<?, ?>) value);
    }
  }

  private void number(Number number) throws IOException {
    if (number instanceof Integer) {
      out.writeByte(INT);
      out.writeInt(number.intValue());
    } else if (number instanceof Long) {
      out.writeByte(LONG);
      out.writeLong(number.longValue());
    } else if (number instanceof Double) {
      out.writeByte(DOUBLE);
      out.writeDouble(number.doubleValue());
    } else {
      BigDecimal decimal = (BigDecimal) number;
      byte[] digits = decimal.unscaledValue().toByteArray();
      out.writeByte(DECIMAL);
      out.writeInt(decimal.scale());
      out.writeInt(digits.length);
      out.write(digits);
    }
  }

  /** Each UTF-16 unit by itself, so that every text comes back as it was. */
  private void text(String text) throws IOException {
    out.writeInt(text.length());
    if (units.length < 3 * text.length()) {
      units = new byte[3 * text.length()];
    }
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        units[at++] = (byte) c;
      } else if (c < 0x800) {
        units[at++] = (byte) (0xc0 | c >> 6);
        units[at++] = (byte) (0x80 | c & 0x3f);
      } else {
        units[at++] = (byte) (0xe0 | c >> 12);
        units[at++] = (byte) (0x80 | c >> 6 & 0x3f);
        units[at++] = (byte) (0x80 | c & 0x3f);
      }
    }
    out.write(units, 0, at);
  }
}

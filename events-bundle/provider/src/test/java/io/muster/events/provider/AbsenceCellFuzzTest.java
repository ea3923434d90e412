package io.muster.events.provider;

import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.Samples;
import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a damaged disk gives instead of how long members were away. */
@Tag("fuzz")
class AbsenceCellFuzzTest {
  private final Samples samples = new Samples(5);

  @Test
  void cellIsItsOneEncodingOrRefused() {
    byte[] one = new AbsenceCell(Map.of(samples.key(), 7L)).encode();
    byte[] two = new AbsenceCell(Map.of(samples.key(), 0L, samples.key(), 1L << 40)).encode();
    Fuzz.of(Subject.ABSENCE_CELL)
        .from(List.of(one, two))
        .refusing(MalformedException.class)
        .within(16_000, 160)
        .run(AbsenceCell::read, AbsenceCell::encode);
  }
}

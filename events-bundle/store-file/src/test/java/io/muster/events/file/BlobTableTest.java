package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BlobTableTest {
  private static final HexFormat HEX = HexFormat.of();

  private record Place(long at, int length) {}

  /** Hashes that collide often: few parts, few slots to be at home in. */
  private static byte[] hash(Random random, int homes) {
    byte[] hash = new byte[32];
    hash[0] = (byte) random.nextInt(2);
    hash[1] = 1;
    hash[7] = (byte) random.nextInt(homes);
    hash[15] = (byte) random.nextInt(40);
    return hash;
  }

  @Test
  void tableIsWhatAMapWouldBeHoweverHashesCollide() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      BlobTable table = new BlobTable();
      Map<String, Place> model = new TreeMap<>();
      int homes = 1 + random.nextInt(256);
      for (int step = 0; step < 600; step++) {
        change(random, table, model, hash(random, homes));
        assertEquals(model.size(), table.size(), "seed " + seed);
      }
      model.forEach((text, place) -> compare(table, text, place));
      assertEquals(model.size(), listed(table), "seed " + seed);
    }
  }

  private static void change(
      Random random, BlobTable table, Map<String, Place> model, byte[] hash) {
    if (random.nextInt(5) < 3) {
      Place place = new Place(1 + random.nextInt(1_000_000), random.nextInt(65_536));
      table.put(hash, place.at(), place.length());
      model.put(HEX.formatHex(hash), place);
    } else {
      table.remove(hash);
      model.remove(HEX.formatHex(hash));
      assertEquals(0, table.place(hash));
    }
  }

  private static void compare(BlobTable table, String text, Place place) {
    byte[] hash = HEX.parseHex(text);
    assertEquals(place, new Place(table.place(hash), table.length(hash)));
  }

  /** All rows, a few at a time, each after the last. */
  private static int listed(BlobTable table) {
    List<BlobTable.Row> all = new ArrayList<>();
    BlobTable.Row last = new BlobTable.Row(0, 0, 0, 0);
    List<BlobTable.Row> some = table.after(last, 7);
    while (!some.isEmpty()) {
      all.addAll(some);
      some = table.after(some.get(some.size() - 1), 7);
    }
    for (int i = 1; i < all.size(); i++) {
      assertEquals(-1, Integer.signum(all.get(i - 1).compareTo(all.get(i))));
    }
    return all.size();
  }
}

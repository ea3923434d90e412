package io.muster.events.provider.columns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Test
  void rowsKeepTheirNumbersAndAreUsedAgain() {
    LongRows rows = new LongRows(3);
    for (int i = 0; i < 5_000; i++) {
      int row = rows.add();
      rows.set(row, 0, i);
      rows.set(row, 2, -i);
    }
    for (int row = 0; row < 5_000; row += 2) {
      rows.remove(row);
    }
    assertEquals(2_500, rows.size());
    int seen = 0;
    for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
      assertEquals(row, rows.get(row, 0));
      assertEquals(-row, rows.get(row, 2));
      seen++;
    }
    assertEquals(2_500, seen);
    int again = rows.add();
    assertTrue(again < 5_000 && again % 2 == 0, "a free place is taken first: " + again);
    assertEquals(0, rows.get(again, 0), "a fresh row has zeros");
  }

  @Test
  void memoryOfRowsThatAreGoneIsGivenBack() {
    LongRows rows = new LongRows(4);
    for (int i = 0; i < 20_000; i++) {
      rows.add();
    }
    long full = rows.bytes();
    for (int row = 0; row < 20_000; row++) {
      rows.remove(row);
    }
    assertEquals(0, rows.size());
    assertTrue(rows.bytes() <= full / 5, rows.bytes() + " of " + full);
    assertEquals(-1, rows.next(0));
  }

  @Property(tries = 40)
  void indexFindsWhatAMapFinds(@ForAll long seed) {
    Random random = new Random(seed);
    Map<Integer, Long> keys = new HashMap<>();
    RowIndex index = new RowIndex(keys::get);
    Set<Integer> here = new HashSet<>();
    for (int i = 0; i < 3_000; i++) {
      int row = random.nextInt(600);
      if (here.contains(row)) {
        index.remove(row);
        here.remove(row);
      } else if (here.size() < 400 || random.nextBoolean()) {
        keys.put(row, (long) random.nextInt(50));
        index.add(row);
        here.add(row);
      }
    }
    for (long key = 0; key < 50; key++) {
      long wanted = key;
      Set<Integer> found = new HashSet<>();
      index.forEach(key, row -> assertTrue(found.add(row), "twice"));
      Set<Integer> expected = new HashSet<>(here);
      expected.removeIf(row -> keys.get(row) != wanted);
      assertEquals(expected, found);
    }
  }

  @Property(tries = 40)
  void orderIsThatOfATree(@ForAll long seed) {
    Random random = new Random(seed);
    int[] weights = random.ints(5_000, 0, 1 << 20).map(w -> w * 5_000).toArray();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.abs(weights[i] / 5_000) * 2_000 + i % 2_000;
    }
    RowOrder order = new RowOrder();
    TreeMap<Integer, Integer> tree = new TreeMap<>();
    for (int i = 0; i < 12_000; i++) {
      int row = random.nextInt(weights.length);
      if (tree.putIfAbsent(weights[row], row) == null) {
        order.add(row, (a, b) -> Integer.compare(weights[a], weights[b]));
      } else if (tree.get(weights[row]) == row && random.nextInt(3) > 0) {
        tree.remove(weights[row]);
        order.remove(row, (a, b) -> Integer.compare(weights[a], weights[b]));
      }
    }
    assertEquals(tree.size(), order.size());
    List<Integer> rows = new ArrayList<>();
    order.iterator().forEachRemaining((int row) -> rows.add(row));
    assertEquals(List.copyOf(tree.values()), rows);
    assertEquals(tree.isEmpty() ? -1 : tree.lastEntry().getValue(), order.last());
    for (int i = 0; i < 100; i++) {
      int weight = weights[random.nextInt(weights.length)] + random.nextInt(2);
      var expected = tree.ceilingEntry(weight);
      assertEquals(
          expected == null ? -1 : expected.getValue(),
          order.atOrAfter(row -> Integer.compare(weights[row], weight)));
    }
  }

  @Test
  void orderOfOneManyTakesLittleMemoryAndNoticesChanges() {
    RowOrder order = new RowOrder();
    for (int row = 0; row < 100_000; row++) {
      order.add(row, Integer::compare);
    }
    assertTrue(order.bytes() < 8 * 100_000, "bytes: " + order.bytes());
    PrimitiveIterator.OfInt rows = order.iterator();
    assertEquals(0, rows.nextInt());
    order.remove(77_000, Integer::compare);
    assertThrows(ConcurrentModificationException.class, rows::nextInt);
    assertThrows(
        java.util.NoSuchElementException.class, () -> order.remove(77_000, Integer::compare));
  }

  @Test
  void valuesAreForgottenWithTheirLastUse() {
    Numbered<String> values = new Numbered<>();
    int a = values.use("a");
    assertEquals(a, values.use("a"));
    int b = values.use("b");
    assertEquals(Set.of("a", "b"), values.values());
    assertEquals(false, values.release(a));
    assertEquals(true, values.release(a));
    assertEquals(-1, values.of("a"));
    assertEquals("b", values.value(b));
    assertEquals(a, values.use("c"), "numbers are used again");
  }
}

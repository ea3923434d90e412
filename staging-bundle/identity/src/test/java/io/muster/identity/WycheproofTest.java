package io.muster.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.muster.peer.PeerKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The verdicts of others: 151 signatures, most of them wrong in a way of their own. */
class WycheproofTest {
  private static List<String[]> rows() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                WycheproofTest.class.getResourceAsStream("/wycheproof-ed25519.tsv"),
                StandardCharsets.US_ASCII))) {
      return in.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    }
  }

  private static boolean holds(String[] row) {
    PeerKey key;
    try {
      key = PeerKey.of(Edwards.hex(row[2]));
    } catch (IllegalArgumentException e) {
      return false; // refused before anything is verified
    }
    return new Ed25519Verifier().verifyBare(key, Edwards.hex(row[3]), Edwards.hex(row[4]));
  }

  @Test
  void everyVerdictIsTheirs() throws IOException {
    Set<String> others = new TreeSet<>();
    int valid = 0;
    for (String[] row : rows()) {
      boolean holds = holds(row);
      valid += holds ? 1 : 0;
      if (holds != row[1].equals("valid")) {
        others.add(row[0]);
      }
    }
    assertEquals(Set.of(), others);
    assertEquals(151, rows().size());
    assertEquals(valid, rows().stream().filter(row -> row[1].equals("valid")).count());
  }
}

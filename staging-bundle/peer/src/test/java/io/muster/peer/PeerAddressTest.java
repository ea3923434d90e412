package io.muster.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.peer.PeerAddress.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
  private static final String KEY = "gPrrgi1HljowAKixMFwMGS0Xp71BVy6myqgUwIKWhCA=";
  private static final String OTHER = "SXQ8isxSug5s91gZXaa6a0Yub1/YjM+PM/0puNGwCTo=";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|1|protocol name",
        "N|1|protocol name",
        "n|2|second character",
        "net host|4|':', '~', ';' or the end",
        "net:a~|7|protocol name",
        "net:a;|7|protocol name",
        "net:a~b|8|second character",
        "net:a!|7|after the escape",
        "net:a!b|7|after the escape",
        "net:höst|6|U+00F6",
        "net:a;;ws:b|7|U+003B",
      })
  void refusalShowsTheColumnAndWhatWasExpected(String text, int column, String expected) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> PeerAddress.parse(text));
    assertTrue(refusal.getMessage().contains("column " + column + " "), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", ":", "!:", "a~ab", "a;ab", "!!", "a~", "-", "ab:!~", "!"})
  void scannerLooksAtEachCharacterAFewTimesOnly(String piece) {
    StringBuilder text = new StringBuilder("net:");
    while (text.length() + piece.length() <= PeerAddress.MAX_LENGTH) {
      text.append(piece);
    }
    CountedText counted = new CountedText(text.toString());
    try {
      AddressScanner.scan(counted);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().contains("column"));
    }
    assertTrue(counted.looks < 12L * text.length(), piece + ": " + counted.looks);
  }

  /** Counts how often a character is looked at. */
  private static final class CountedText implements CharSequence {
    private final String text;
    private long looks;

    private CountedText(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      looks++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      looks += end - start;
      return text.subSequence(start, end);
    }
  }

  @Test
  void lengthIsBoundedAtTheEdge() {
    String longest = "net:" + "a".repeat(PeerAddress.MAX_LENGTH - 4);
    assertEquals(longest, PeerAddress.parse(longest).toString());
    assertThrows(IllegalArgumentException.class, () -> PeerAddress.parse(longest + "a"));
    Protocol escaped = new Protocol("net", List.of("!".repeat(PeerAddress.MAX_LENGTH / 2)));
    assertThrows(IllegalArgumentException.class, () -> new PeerAddress(List.of(List.of(escaped))));
  }

  @Test
  void whateverIsWrittenIsReadBack() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      PeerAddress address = new PeerAddress(structure(random));
      assertEquals(address, PeerAddress.parse(address.toString()));
    }
  }

  private static List<List<Protocol>> structure(Random random) {
    List<List<Protocol>> alternatives = new ArrayList<>();
    for (int a = random.nextInt(3); a >= 0; a--) {
      List<Protocol> chain = new ArrayList<>();
      for (int p = random.nextInt(3); p >= 0; p--) {
        List<String> data = new ArrayList<>();
        for (int d = random.nextInt(3); d > 0; d--) {
          data.add(data(random));
        }
        chain.add(new Protocol("x" + "abz09-".charAt(random.nextInt(6)), data));
      }
      alternatives.add(chain);
    }
    return alternatives;
  }

  private static String data(Random random) {
    StringBuilder data = new StringBuilder();
    for (int c = random.nextInt(6); c > 0; c--) {
      data.append(
          random.nextBoolean()
              ? "!~:;".charAt(random.nextInt(4))
              : (char) ('"' + random.nextInt('}' - '"' + 1)));
    }
    return data.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "net:a:1~shs:" + KEY + "," + KEY,
    "net:a:1~shs2:" + KEY + "," + KEY,
    "net:a:1~tls:" + OTHER + ";net:b:1~shs:" + KEY + "," + KEY,
    "net:a:1~tls:" + KEY + ";local:" + OTHER + "," + KEY,
    "local:" + KEY + "," + KEY,
    "net:a:1~shs:x;net:b:1~shs:" + KEY + ",",
    "net:a:1~shs;net:b:1~tls:" + KEY + ",",
    "net:a:1~tls:@" + KEY + ".ed25519,",
    "net:shs:" + OTHER + "~shs:" + KEY + ":more," + KEY,
    "net:a!~shs:" + OTHER + "~tlsx:" + OTHER + ";tls:" + KEY + "," + KEY,
    "shs:" + KEY + "x,",
    "shs::" + KEY + ",",
    "net:a:1~tls:AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,",
    "net:a:1,",
  })
  void keyIsThatOfTheFirstProtocolThatProvesOne(String text, String key) {
    assertEquals(Optional.ofNullable(key), PeerAddress.parse(text).key().map(PeerKey::toString));
  }

  @Test
  void quickCheckAndScannerAgreeOnEveryText() {
    Random random = new Random(11);
    String letters = "abn09-:;~!!~ A\u00f6}\"";
    for (int i = 0; i < 300_000; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : "net");
      for (int c = random.nextInt(9); c > 0; c--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      boolean scans;
      try {
        AddressScanner.scan(text);
        scans = true;
      } catch (IllegalArgumentException e) {
        scans = false;
      }
      assertEquals(scans, AddressCheck.isAddress(text.toString()), text.toString());
    }
  }

  @Test
  void addressIsEqualToOneOfTheSameTextHoweverItWasMade() {
    PeerAddress read = PeerAddress.parse("net:a!:b:1~shs:" + KEY);
    PeerAddress made = new PeerAddress(read.alternatives());
    assertEquals(read, made);
    assertEquals(read.hashCode(), made.hashCode());
    assertEquals(List.of("a:b", "1"), made.alternatives().get(0).get(0).data());
    assertEquals(Optional.of(PeerKey.parse(KEY)), made.key());
  }

  @Test
  void schemeIsTheLastProtocolOfTheFirstAlternative() {
    assertEquals("tls", PeerAddress.parse("net:a:1~tls:" + KEY + ";local:x").scheme());
    assertEquals("local", PeerAddress.parse("local:x").scheme());
  }

  @Test
  void structuresThatCannotBeWrittenAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PeerAddress(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new PeerAddress(List.of(List.of())));
    assertRefused(new Protocol("n", List.of()));
    assertRefused(new Protocol("Net", List.of()));
    assertRefused(new Protocol("net", List.of("a b")));
    assertRefused(new Protocol("net", List.of("ö")));
  }

  private static void assertRefused(Protocol protocol) {
    assertThrows(IllegalArgumentException.class, () -> new PeerAddress(List.of(List.of(protocol))));
  }
}

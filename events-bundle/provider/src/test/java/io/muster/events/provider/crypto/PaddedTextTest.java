package io.muster.events.provider.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PaddedTextTest {
  @Test
  void bodiesHaveFewSizes() {
    int[][] sizes = {
      {0, 320},
      {314, 320},
      {315, 1088},
      {1024, 1088},
      {1082, 1088},
      {1083, 4160},
      {4155, 16_448},
      {16_443, 65_600},
      {65_594, 65_600},
      {65_595, 131_136},
      {131_131, 196_672}
    };
    for (int[] size : sizes) {
      byte[] body = PaddedText.body(new Content("", "x".repeat(size[0])));
      assertEquals(size[1], body.length, size[0] + " characters");
      assertEquals(size[0], PaddedText.body(body).json().length());
    }
  }

  @Test
  void typeAndTextComeBackAsTheyWere() {
    Content content = new Content("tÿpe 🍕", "\"\\u0000 \uD83C\uDF55 ü\"");
    assertEquals(content, PaddedText.body(PaddedText.body(content)));
    assertEquals("ü".repeat(99), PaddedText.result(PaddedText.result("ü".repeat(99))));
  }

  @Test
  void halfOfASurrogatePairIsRefusedBeforeItIsSealed() {
    assertThrows(IllegalArgumentException.class, () -> PaddedText.body(new Content("", "\uD83C")));
    assertThrows(IllegalArgumentException.class, () -> PaddedText.result("\uDF55"));
  }

  @Test
  void wrongPaddingLengthsAndTextAreRefused() {
    byte[] good = PaddedText.body(new Content("t", "[1]"));
    assertRefused(good, 319, 1);
    assertRefused(good, 0, -1);
    assertRefused(good, 2, 9);
    assertRefused(good, 3, 0);
    assertRefused(good, 4, 0x7f);
    assertRefused(good, 5, 200);
    assertRefused(good, 7, 0xff);
    assertThrows(UnreadableException.class, () -> PaddedText.body(Arrays.copyOf(good, 1088)));
    assertThrows(UnreadableException.class, () -> PaddedText.body(new byte[0]));
    assertThrows(UnreadableException.class, () -> PaddedText.result(new byte[] {9, 9}));
  }

  private static void assertRefused(byte[] good, int at, int value) {
    byte[] altered = good.clone();
    altered[at] = (byte) value;
    assertThrows(UnreadableException.class, () -> PaddedText.body(altered), "byte " + at);
  }
}

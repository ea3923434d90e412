package io.muster.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is right passes; each lie that is planted in it is found. */
class CheckerTest {
  private static final String SERVER =
      """
      {"what":"attempted","key":"f:1","sha256":"aa"}
      {"what":"added","key":"f:1","id":"01","body":"cafe"}
      {"what":"attempted","key":"f:2","sha256":"bb"}
      {"what":"added","key":"f:2","id":"02","body":"beef"}
      {"what":"consumed","id":"01","branch":"A","result":"r1","sha256":"aa"}
      {"what":"consumed","id":"02","branch":"B","result":"r2","sha256":"bb"}
      """;
  private static final String HANDLED_1 =
      "{\"what\":\"handled\",\"id\":\"01\",\"attempt\":1,\"first\":true,\"sha256\":\"aa\"}\n";
  private static final String HANDLED_2 =
      "{\"what\":\"handled\",\"id\":\"02\",\"attempt\":1,\"first\":true,\"sha256\":\"bb\"}\n";

  private static final String OPEN = "{\"what\":\"open\"}\n";
  private static final String CLOSE = "{\"what\":\"close\"}\n";
  private static final String CONSUMED_AT_5 = "\"what\":\"consumed\",\"at\":5";

  @TempDir Path folder;

  @BeforeEach
  void aRunThatIsRight() throws IOException {
    write("expect.json", expectations("[137]"));
    write(
        "processes.jsonl",
        """
        {"what":"started","node":"server","pid":2147483646}
        {"what":"ended","pid":2147483646,"status":137}
        """);
    write("server/acct.jsonl", SERVER);
    write("A/acct.jsonl", HANDLED_1);
    write("B/acct.jsonl", HANDLED_2);
    Files.createDirectories(folder.resolve("C"));
    Files.write(folder.resolve("C/segment"), new byte[] {1, (byte) 0xbe, (byte) 0xef, 2});
  }

  @Test
  void aRightRunPasses() throws IOException {
    String seen = check(true);
    assertTrue(
        seen.contains(
            "ACCT attempted=2 acked=2 failed=0 unknown=0 delivered=2 redelivered=0 lost=0"),
        seen);
  }

  @Test
  void anOrderThatNobodyHandledIsLost() throws IOException {
    write("A/acct.jsonl", "");
    assertTrue(check(false).contains("lost=1"));
  }

  @Test
  void anOrderHandledTwiceAsFirstAttemptIsDuplicated() throws IOException {
    write("A/acct.jsonl", HANDLED_1 + HANDLED_1.replace("true", "false"));
    assertTrue(check(false).contains("duplicated=1"));
  }

  @Test
  void aRetryIsCountedAndAllowed() throws IOException {
    write(
        "A/acct.jsonl",
        HANDLED_1 + HANDLED_1.replace("true", "false").replace("attempt\":1", "attempt\":2"));
    assertTrue(check(true).contains("redelivered=1"));
  }

  @Test
  void anOrderWithOtherContentIsUnexpected() throws IOException {
    write("A/acct.jsonl", HANDLED_1.replace("aa", "ab"));
    assertTrue(check(false).contains("unexpected=1"));
  }

  @Test
  void aSecondReceiptIsDuplicated() throws IOException {
    write("server/acct.jsonl", SERVER + SERVER.lines().toList().get(5) + "\n");
    assertTrue(check(false).contains("duplicated=1"));
  }

  @Test
  void anOrderHandledAgainAfterAKillIsCountedAndAllowed() throws IOException {
    write("A/acct.jsonl", OPEN + HANDLED_1 + OPEN + HANDLED_1.replace("true", "false"));
    assertTrue(check(true).contains("redelivered=1"));
  }

  @Test
  void anOrderHandledAgainAfterAProperEndIsDuplicated() throws IOException {
    write("A/acct.jsonl", OPEN + HANDLED_1 + CLOSE + OPEN + HANDLED_1.replace("true", "false"));
    assertTrue(check(false).contains("duplicated=1"));
  }

  @Test
  void anOrderHandledAgainAfterItsReceiptIsDuplicated() throws IOException {
    write("server/acct.jsonl", SERVER.replace("\"what\":\"consumed\"", CONSUMED_AT_5));
    String again = HANDLED_1.replace("true", "false").replace("{", "{\"at\":6,");
    write("A/acct.jsonl", OPEN + HANDLED_1 + OPEN + again);
    assertTrue(check(false).contains("duplicated=1"));
  }

  @Test
  void aReceiptGivenAgainAfterAKillIsCountedAndAllowed() throws IOException {
    write("server/acct.jsonl", OPEN + SERVER + OPEN + SERVER.lines().toList().get(4) + "\n");
    assertTrue(check(true).contains("receipts_again=1"));
  }

  @Test
  void aReceiptGivenAgainLongAfterItWasSettledIsDuplicated() throws IOException {
    String others =
        IntStream.range(0, 1024)
            .mapToObj(
                n -> "{\"what\":\"consumed\",\"id\":\"n%d\",\"sha256\":\"aa\"}\n".formatted(n))
            .collect(Collectors.joining());
    String again = SERVER.lines().toList().get(5) + "\n";
    write("server/acct.jsonl", OPEN + SERVER + others + OPEN + again);
    assertTrue(check(false).contains("duplicated=1"));
  }

  @Test
  void anOrderAddedAgainAfterAKillHasTheSameId() throws IOException {
    String again = SERVER.lines().toList().get(1) + "\n";
    write("server/acct.jsonl", OPEN + SERVER + OPEN + again);
    check(true);
    write("server/acct.jsonl", OPEN + SERVER + OPEN + again.replace("\"01\"", "\"03\""));
    assertTrue(check(false).contains("unexpected=1"));
  }

  @Test
  void aMissingReceiptIsFound() throws IOException {
    write("server/acct.jsonl", SERVER.replaceAll("(?m)^.*\"r2\".*\n", ""));
    assertTrue(check(false).contains("no_receipt=1"));
  }

  @Test
  void anUnansweredOrderIsUnknown() throws IOException {
    write(
        "server/acct.jsonl",
        SERVER + "{\"what\":\"attempted\",\"key\":\"f:3\",\"sha256\":\"cc\"}\n");
    assertTrue(check(false).contains("unknown=1"));
  }

  @Test
  void aPlainTextOnTheDiskOfAReplicaIsFound() throws IOException {
    write("C/log/node.log", "… secret-marker …");
    assertTrue(check(false).contains("FAILED  no file of C has the plain text"));
  }

  @Test
  void aBodyThatIsNotOnTheDiskIsMissed() throws IOException {
    Files.write(folder.resolve("C/segment"), new byte[] {1, (byte) 0xbe, 0, (byte) 0xef});
    assertTrue(check(false).contains("FAILED  a file of C holds the encrypted body"));
  }

  @Test
  void aProcessThatEndedOtherwiseIsFound() throws IOException {
    write("expect.json", expectations("[0]"));
    assertTrue(check(false).contains("FAILED  wait statuses of server"));
  }

  @Test
  void aRunWithoutAnyOrderFails() throws IOException {
    write("server/acct.jsonl", "");
    write("A/acct.jsonl", "");
    write("B/acct.jsonl", "");
    assertTrue(check(false).contains("acked=0"));
  }

  @Test
  void aLineCutByAKillIsLeftOut() throws IOException {
    write("A/acct.jsonl", HANDLED_1 + "{\"what\":\"hand");
    check(true);
  }

  @Test
  void bytesAcrossTheEdgeOfABlockAreFound() throws IOException {
    byte[] large = new byte[(1 << 20) + 1];
    large[(1 << 20) - 1] = (byte) 0xbe;
    large[1 << 20] = (byte) 0xef;
    Files.write(folder.resolve("C/segment"), large);
    check(true);
  }

  private String check(boolean expected) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean holds = Checker.check(folder, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String seen = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(expected, holds, seen);
    assertFalse(seen.isEmpty());
    return seen;
  }

  private static String expectations(String serverStatuses) {
    return """
        {"server":"server","nodes":["A","B","C"],
         "absent":[{"node":"C","text":"secret-marker"}],
         "present":[{"node":"C","hex":"beef"}],
         "receipts":[{"id":"02","branch":"B","result":"r2"}],
         "processes":[{"node":"server","statuses":%s}]}
        """
        .formatted(serverStatuses);
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}

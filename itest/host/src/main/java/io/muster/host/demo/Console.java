package io.muster.host.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One shell for all nodes: {@code A muster:peers} types {@code muster:peers} into A's. */
final class Console {
  private static final long ANSWER_MILLIS = 1000;

  private final Stage stage;
  private final PrintStream out;
  private final CountDownLatch never = new CountDownLatch(1);

  Console(Stage stage, PrintStream out) {
    this.stage = stage;
    this.out = out;
  }

  /** Reads standard input to its end, or to a line {@code exit}. */
  void run() throws IOException, InterruptedException {
    out.println("the nodes keep running in " + stage.folder());
    out.println(
        "type: NODE COMMAND, such as: A muster:peers    (nodes: server, A, B, C); exit ends");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = prompt(in); line != null && !line.equals("exit"); line = prompt(in)) {
      if (!line.isEmpty()) {
        type(line.split("\\s+", 2));
      }
    }
  }

  private String prompt(BufferedReader in) throws IOException {
    out.print("demo> ");
    out.flush();
    String line = in.readLine();
    return line == null ? null : line.strip();
  }

  private void type(String[] words) throws IOException, InterruptedException {
    NodeProcess node = stage.running(words[0]);
    if (node == null || words.length < 2 || words[0].equals(Stage.HUB)) {
      out.println("type NODE COMMAND; nodes are server, A, B and C");
      return;
    }
    Path log = stage.of(words[0]).resolve("console.log");
    long before = Files.size(log);
    node.type(words[1]);
    never.await(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    try (InputStream answer = Files.newInputStream(log)) {
      answer.skipNBytes(before);
      out.println(new String(answer.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }
}

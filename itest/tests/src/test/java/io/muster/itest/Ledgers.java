package io.muster.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the example wrote down at a node. */
final class Ledgers {
  private static final Pattern WHAT = Pattern.compile("^\\{\"what\":\"([a-z]+)\"");
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

  private Ledgers() {}

  /** Returns the ids of the events that something happened to. */
  static Set<String> ids(TestNode node, String what) throws IOException {
    return lines(node).stream()
        .filter(
            line -> {
              Matcher matcher = WHAT.matcher(line);
              return matcher.find() && matcher.group(1).equals(what);
            })
        .map(Ledgers::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the ids of the events that took effect, one that did so twice twice. */
  static List<String> effects(TestNode node) throws IOException {
    return lines(node).stream()
        .filter(line -> line.contains("\"what\":\"handled\"") && line.contains("\"first\":true"))
        .map(Ledgers::id)
        .toList();
  }

  private static String id(String line) {
    Matcher matcher = ID.matcher(line);
    return matcher.find() ? matcher.group(1) : "?";
  }

  private static List<String> lines(TestNode node) throws IOException {
    Path ledger = node.file("acct.jsonl");
    return Files.exists(ledger) ? Files.readAllLines(ledger) : List.of();
  }
}

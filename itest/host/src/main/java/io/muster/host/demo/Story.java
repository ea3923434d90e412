package io.muster.host.demo;

import com.google.gson.JsonObject;
import io.muster.checker.DiskSearch;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The five steps. Each waits until it has seen what it tells. */
final class Story {
  private static final String A = "A";
  private static final String B = "B";
  private static final String C = "C";
  private static final long SIGKILL_STATUS = 137;

  private final Stage stage;
  private final Orders orders;
  private final Findings findings;
  private final PrintStream out;
  private String keyOfA;
  private String keyOfB;
  private String keyOfC;
  private Orders.Added orderForB;

  Story(Stage stage, Findings findings, PrintStream out) {
    this.stage = stage;
    this.orders = new Orders(stage);
    this.findings = findings;
    this.out = out;
  }

  Map<String, String> users() {
    return Map.of(A, keyOfA, B, keyOfB, C, keyOfC);
  }

  Orders orders() {
    return orders;
  }

  void tell() throws IOException, InterruptedException {
    setTheStage();
    onlineUserGetsAnEventAtOnce();
    eventForAnOfflineUserIsHeldByAnother();
    offlineUserGetsItWhileTheServerIsDown();
    serverReturnsAndLearns();
    eventWaitsWhileTheHandlerIsRedeployed();
  }

  private void setTheStage() throws IOException, InterruptedException {
    say("the stage: " + stage.folder());
    told("hub", stage.startHub());
    told("server", stage.startNode(Stage.SERVER));
    keyOfA = stage.startNode(A);
    told("user A", keyOfA + ", online, keeps no copies for others");
    keyOfC = stage.startNode(C);
    told("client C", keyOfC + ", online, keeps copies for others");
    keyOfB = stage.makeKey(B);
    say("  user B    " + keyOfB + ", offline: has made its key and was never connected");
    admit(keyOfA, false);
    admit(keyOfC, true);
  }

  private void told(String who, String what) {
    String node = who.substring(who.indexOf(' ') + 1);
    say("  %-9s %s (pid %d)".formatted(who, what, stage.running(node).pid()));
  }

  private void admit(String key, boolean replica) {
    stage.running(Stage.SERVER).type("example:admit " + key + " " + replica);
  }

  private void onlineUserGetsAnEventAtOnce() throws IOException, InterruptedException {
    step(1, "the server adds an event for A, who is online");
    Orders.Added added = orders.add(keyOfA, order("1"));
    JsonObject handled = orders.handled(A, added.id());
    JsonObject receipt = orders.receipt(added.id());
    seen("handled by A after " + (Orders.at(handled) - added.addedAt()) + " ms");
    seen("receipt at the server after " + (Orders.at(receipt) - added.addedAt()) + " ms");
  }

  private void eventForAnOfflineUserIsHeldByAnother() throws IOException, InterruptedException {
    step(2, "the server adds an event for B, who is offline");
    String marker = marker();
    orderForB = orders.add(keyOfB, order(marker));
    holds(C, orderForB);
    List<Path> plain = DiskSearch.find(stage.of(C), marker.getBytes(StandardCharsets.UTF_8));
    require(plain.isEmpty(), "C can read the event: " + plain);
    findings.absent(C, marker).present(C, orderForB.body());
    seen("durable at the server as " + orderForB.id());
    seen("C holds the encrypted body " + orderForB.body().substring(0, 16) + "… on its disk");
    seen("the marker in its text, " + marker.substring(0, 8) + "…, is in no file of C");
  }

  private void offlineUserGetsItWhileTheServerIsDown() throws IOException, InterruptedException {
    step(3, "the server is killed; B starts for the first time");
    int status = stage.running(Stage.SERVER).kill();
    require(status == SIGKILL_STATUS, "the server ended with status " + status);
    seen("kill -9: the server's process ended with status " + status);
    long start = System.currentTimeMillis();
    stage.startNode(B);
    JsonObject handled = orders.handled(B, orderForB.id());
    require(!stage.running(Stage.SERVER).isAlive(), "the server is up");
    seen(
        "B handled its event "
            + (Orders.at(handled) - start)
            + " ms after the start of its process, the server being down");
  }

  private void serverReturnsAndLearns() throws IOException, InterruptedException {
    step(4, "the server starts again");
    long start = System.currentTimeMillis();
    stage.startNode(Stage.SERVER);
    JsonObject receipt = orders.receipt(orderForB.id());
    String result = Orders.text(receipt, "result");
    require(Orders.text(receipt, "branch").equals(keyOfB), "a receipt of somebody else");
    findings.receipt(orderForB.id(), keyOfB, result);
    seen("learned what B did " + (Orders.at(receipt) - start) + " ms after its process started");
    seen("B's result: " + result);
    orders.settled(Stage.SERVER);
    orders.settled(B);
    long calls = orders.count(Stage.SERVER, "consumed", orderForB.id());
    require(calls == 1, "the server's handler was called " + calls + " times");
    seen("settled at the server and at B; the server's handler was called once");
  }

  private void eventWaitsWhileTheHandlerIsRedeployed() throws IOException, InterruptedException {
    step(5, "an event for A while it redeploys its handler bundle");
    LedgerTail ledger = stage.ledgerFromEnd(A);
    stage.withdrawExample(A);
    awaitLine(ledger, "close", "the end of A's handler");
    Orders.Added added = orders.add(keyOfA, order("5"));
    holds(A, added);
    require(orders.count(A, "handled", added.id()) == 0, "A handled it without a handler");
    seen("A's handler bundle is uninstalled; the event is on A's disk and waits");
    stage.deployExample(A);
    awaitLine(ledger, "open", "A's new handler");
    JsonObject handled = orders.handled(A, added.id());
    orders.receipt(added.id());
    orders.settled(Stage.SERVER);
    long calls = orders.count(A, "handled", added.id());
    require(calls == 1, "A's handler was called " + calls + " times");
    seen("handled once by the new bundle, " + (Orders.at(handled) - added.addedAt()) + " ms later");
  }

  private void awaitLine(LedgerTail ledger, String what, String awaited)
      throws IOException, InterruptedException {
    stage.watch().until(awaited, Orders.LIMIT, () -> ledger.next(line -> Orders.is(line, what)));
  }

  private void holds(String node, Orders.Added added) throws IOException, InterruptedException {
    byte[] hash = HexFormat.of().parseHex(added.body());
    stage
        .watch()
        .until(
            "the encrypted body on the disk of " + node,
            Orders.LIMIT,
            () -> DiskSearch.find(stage.of(node), hash).stream().findFirst());
  }

  private static String order(String marker) {
    JsonObject order = new JsonObject();
    order.addProperty("article", "lamp");
    order.addProperty("marker", marker);
    return order.toString();
  }

  private static String marker() {
    return new BigInteger(128, new SecureRandom()).setBit(128).toString(16);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new StepFailedException(otherwise);
    }
  }

  private void step(int number, String what) {
    say("step " + number + "  " + what);
  }

  private void seen(String what) {
    say("        seen: " + what);
  }

  private void say(String what) {
    out.println(what);
    out.flush();
  }
}

package io.muster.example;

import io.muster.events.EventServer;
import io.muster.events.MemberOptions;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** At the shop, in the shell: admits branches and adds orders. */
@Component(
    service = Object.class,
    property = {
      "osgi.command.scope=example",
      "osgi.command.function=admit",
      "osgi.command.function=submit"
    })
public final class OrderCommands {
  private final EventServer orders;
  private final Ledger ledger;

  /** Wires the commands; they are there as long as this node serves the topic. */
  @Activate
  public OrderCommands(
      @Reference(name = "orders", target = "(muster.topic=orders)") EventServer orders,
      @Reference(name = "ledger") Ledger ledger) {
    this.orders = orders;
    this.ledger = ledger;
  }

  /**
   * Admits a branch that has no orders yet.
   *
   * @param branch its key, as {@code muster:whoami} prints it there
   * @param replica whether it keeps copies of everybody's orders, which it cannot read
   * @return what was done
   */
  public String admit(String branch, boolean replica)
      throws ExecutionException, InterruptedException, TimeoutException {
    PeerKey member = PeerKey.parse(branch);
    orders
        .admit(member, MemberOptions.defaults().withReplica(replica))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
    return "admitted " + member;
  }

  /**
   * Adds the orders of a file, one JSON object per line: {@code {"user":"KEY","event":{…}}}. May be
   * repeated after a crash: what was added already is not added again.
   *
   * @param file the file
   * @return how many orders the file has
   */
  public String submit(String file) throws IOException, InterruptedException {
    return "added " + new OrderFile(Path.of(file), orders, ledger).add();
  }
}

package io.muster.events.provider.sim.world;

import io.muster.events.provider.NodeDriver;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.delivery.RetryRule;
import io.muster.events.provider.sim.SimDisk;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/** A machine: its keys, its disk, its clock, and perhaps a process. */
public final class Node implements SimDisk.Watcher {
  /** Patient enough never to give up before the faults end. */
  private static final RetryRule RETRY =
      new RetryRule(Duration.ofSeconds(5), 1_000, Duration.ofMillis(100), Duration.ofSeconds(5));

  private final World world;
  private final int index;
  private final int identity;
  private final Manners manners = new Manners();
  private Disk disk = Disk.empty();
  private Disk backup;
  private Process process;
  private NodeDriver driver;
  private long skewMs;
  private int stepsToCrash = -1;
  private boolean syncing;
  private boolean lostDisk;
  private boolean retired;

  Node(World world, int index, int identity) {
    this.world = world;
    this.index = index;
    this.identity = identity;
    disk.platter().watch(this);
  }

  /** Returns the world it is in. */
  public World world() {
    return world;
  }

  /** Returns the number of the machine. */
  public int index() {
    return index;
  }

  /** Returns the number of its key; two machines may share one. */
  public int identity() {
    return identity;
  }

  /** Returns its key. */
  public PeerKey key() {
    return Keyring.key(identity);
  }

  /** Says whether it has the server's key. */
  public boolean isServer() {
    return identity == 0;
  }

  /** Returns how its handlers and messages behave. */
  public Manners manners() {
    return manners;
  }

  /** Says whether it keeps to the rules. */
  public boolean isHonest() {
    return !manners.isEvil();
  }

  /** Says whether a process runs. */
  public boolean isUp() {
    return process != null;
  }

  /** Returns the topic of the running process. */
  public NodeDriver driver() {
    return driver;
  }

  /** Returns the running process. */
  public Process process() {
    return process;
  }

  /** Says whether something waits for its disk. */
  public boolean isWriting() {
    return disk.platter().waiting() > 0;
  }

  /** Returns the node's disk. */
  public Disk disk() {
    return disk;
  }

  /** Returns by how much its clock is ahead. */
  public long skewMs() {
    return skewMs;
  }

  /** Sets its clock. */
  public void skew(Duration ahead) {
    skewMs = ahead.toMillis();
  }

  /** Says whether no other machine has its key. */
  public boolean isAlone() {
    return world.nodes().stream().filter(other -> other.identity == identity).count() == 1;
  }

  /** Says whether it ever lost what was on its disk, or was set back. */
  public boolean hasLostDisk() {
    return lostDisk;
  }

  /** Returns its keys, whose use is not noted. */
  public NodeDriver.Keys keys() {
    return Keyring.of(identity, world.plan().real(), world.random());
  }

  /** Signs a header without having it noted first: as those do who fork on purpose. */
  public byte[] signFreely(Header header) {
    world.ledger().signed(key(), header);
    return keys().identity().sign(Batch.PURPOSE, header.encode());
  }

  /** Takes the machine out of service for good. */
  public void retire() {
    crash(0);
    retired = true;
  }

  /** Says whether it is out of service for good. */
  public boolean isRetired() {
    return retired;
  }

  /** Starts a process. */
  public void start() {
    start(world.random().nextLong());
  }

  /** Starts a process with a given source of chance: two that share it are twins. */
  void start(long image) {
    if (process != null || retired) {
      return;
    }
    process = new Process(world.time(), this, image);
    SplittableRandom chance = new SplittableRandom(image + 1);
    stepsToCrash = -1;
    syncing = false;
    NodeDriver.Keys keys = Keyring.of(identity, world.plan().real(), chance);
    NodeDriver.Keys watched =
        new NodeDriver.Keys(new Signer(keys.identity()), keys.agreement(), keys.verifier());
    Optional<PeerKey> server = isServer() ? Optional.empty() : Optional.of(Keyring.key(0));
    driver =
        NodeDriver.open(
            new NodeDriver.Settings(server, RETRY),
            watched,
            new NodeDriver.Surroundings(process, process, process, chance, world.log(this)),
            disk.store(),
            world.users().callees(this));
    world.tell(check -> check.started(this));
  }

  /** Ends the process at once; so many writes that were not confirmed survive nevertheless. */
  public void crash(int survivors) {
    if (process == null) {
      return;
    }
    process.kill();
    process = null;
    driver = null;
    world.net().dropAll(this);
    disk.platter().crash(survivors);
    world.tell(check -> check.crashed(this));
  }

  /** Ends the process when its disk is asked for the n-th time from now. */
  public void crashAtStep(int n) {
    stepsToCrash = n;
  }

  /** Loses the process and all that is on the disk. */
  public void loseDisk() {
    crash(0);
    replace(Disk.empty());
  }

  /** Copies the disk as it is. */
  public void backUp() {
    backup = disk.copy();
  }

  /** Loses the process and finds the disk as it was at the backup; returns whether there is one. */
  public boolean restore() {
    if (backup == null) {
      return false;
    }
    crash(0);
    replace(backup.copy());
    return true;
  }

  /** Gives it a disk with a given content. */
  public void replace(Disk other) {
    disk.platter().watch(new SimDisk.Watcher() {});
    disk = other;
    disk.platter().watch(this);
    lostDisk = true;
    world.tell(check -> check.diskReplaced(this));
  }

  /** The disk refuses what waits. */
  public void failWrite() {
    if (disk.platter().waiting() > 0) {
      disk.refuse();
    }
  }

  @Override
  public void queued() {
    if (process == null) {
      return;
    }
    if (stepsToCrash > 0 && --stepsToCrash == 0) {
      process.later(0, () -> crash(world.random().nextInt(3)));
    }
    if (!syncing) {
      syncing = true;
      process.later(200 + process.luck().nextInt(manners.diskMicros()), this::sync);
    }
  }

  private void sync() {
    syncing = false;
    int some = 1 + process.luck().nextInt(disk.platter().waiting() + 1);
    for (int i = 0; i < some && process != null; i++) {
      disk.platter().syncOne();
    }
    if (disk.platter().waiting() > 0 && process != null) {
      queued();
    }
  }

  @Override
  public void appended(String log, byte[] entry) {
    if (log.contains("/f/") || log.contains("/x/")) {
      world
          .ledger()
          .read(entry)
          .ifPresent(
              written -> {
                PeerKey author =
                    world.ledger().writer(written.batch().header().feedId()).orElse(key());
                disk.facts().take(author, Keyring.key(0), written, world.time().awakeMs());
                world.tell(check -> check.appended(this, author, written));
              });
    }
  }

  @Override
  public void storing(byte[] hash) {
    world.tell(check -> check.storing(this, Hash.of(hash)));
  }

  @Override
  public void dropping(byte[] hash) {
    world.tell(check -> check.dropping(this, Hash.of(hash)));
  }

  /** Signs, and has it noted. */
  private final class Signer implements Identity {
    private final Identity inner;

    Signer(Identity identity) {
      inner = identity;
    }

    @Override
    public PeerKey key() {
      return inner.key();
    }

    @Override
    public byte[] sign(String purpose, byte[] message) {
      Header header = Header.read(new FieldReader(ByteBuffer.wrap(message)));
      world.tell(check -> check.signing(Node.this, header));
      world.ledger().signed(key(), header);
      return inner.sign(purpose, message);
    }
  }

  @Override
  public String toString() {
    return (isServer() ? "server" : "client") + index + (identity == index ? "" : "=" + identity);
  }
}

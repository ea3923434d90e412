package io.muster.events.provider.sim.world;

import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.sim.SimDisk;
import io.muster.events.spi.EventStore;

/** A node's disk: what is on the platter and what that amounts to. */
public final class Disk {
  private final SimDisk platter;
  private final DiskFacts facts;
  private boolean refused;

  private Disk(SimDisk platter, DiskFacts facts) {
    this.platter = platter;
    this.facts = facts;
  }

  /** Returns an empty disk. */
  public static Disk empty() {
    return new Disk(new SimDisk(), new DiskFacts());
  }

  /** Returns another disk with what is on the platter of this one. */
  public Disk copy() {
    return new Disk(platter.copy(), facts.copy());
  }

  /** Says whether it ever refused to write. */
  public boolean hasRefused() {
    return refused;
  }

  void refuse() {
    refused = true;
    platter.failOne();
  }

  SimDisk platter() {
    return platter;
  }

  /** Returns what is known of its content. */
  public DiskFacts facts() {
    return facts;
  }

  /** Returns a store on it. */
  public EventStore store() {
    return platter.open();
  }

  /** Says whether a body is on the platter. */
  public boolean hasBody(Hash hash) {
    return platter.open().hasBlob(hash.bytes());
  }
}

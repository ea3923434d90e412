package io.muster.bench.store;

import java.nio.file.Path;

/** What writes records of 1 KiB and makes them durable, 64 at a time. */
@FunctionalInterface
interface Contender {
  /** How many records are outstanding, or committed and synced together. */
  int BATCH = 64;

  /** Length of a record. */
  int BYTES = 1024;

  /**
   * Writes for a while.
   *
   * @param folder an empty folder of its own
   * @param millis for how long
   * @return records/s
   */
  double measure(Path folder, long millis) throws Exception;
}

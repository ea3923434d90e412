package io.muster.bench.rival;

import io.muster.bench.load.Sender;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Somebody else who carries events from one who adds to one who handles. */
public interface Rival {
  /** A rival that runs: events go in, and come out at the consumer. */
  interface Running extends Sender.Target, Closeable {}

  /**
   * Returns what it is called in the figures.
   *
   * @return the name
   */
  String name();

  /**
   * Starts it, with an empty folder.
   *
   * @param folder where its files go
   * @param arrived is told the text of every event, on any thread
   * @param failed is told why an event was refused
   * @return the running rival
   * @throws MissingException if it is not to be had on this machine
   * @throws Exception if it fails
   */
  Running start(Path folder, Consumer<String> arrived, Consumer<Throwable> failed) throws Exception;
}

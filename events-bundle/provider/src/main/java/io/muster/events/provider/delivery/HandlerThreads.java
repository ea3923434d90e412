package io.muster.events.provider.delivery;

import java.util.concurrent.Executor;

/** Threads for handlers that can be replaced when a handler does not give its own back. */
public interface HandlerThreads extends Executor {
  /** Says how many threads are lost at present: as many more may be made. Topic's thread. */
  void lost(int threads);
}

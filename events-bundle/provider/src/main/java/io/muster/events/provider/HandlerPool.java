package io.muster.events.provider;

import io.muster.events.provider.delivery.HandlerCalls;
import io.muster.events.provider.delivery.HandlerThreads;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that call the handlers of one topic: so many, and one more for each that is lost. */
public final class HandlerPool extends ThreadPoolExecutor implements HandlerThreads {
  private static final int IDLE_S = 10;

  private final int atMost;

  public HandlerPool(int atMost, ThreadFactory threads) {
    super(
        atMost,
        atMost,
        IDLE_S,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(2 * (atMost + HandlerCalls.LOST)),
        threads);
    this.atMost = atMost;
    allowCoreThreadTimeOut(true);
  }

  @Override
  public void lost(int threads) {
    int size = atMost + threads;
    if (size > getMaximumPoolSize()) {
      setMaximumPoolSize(size);
      setCorePoolSize(size);
    } else {
      setCorePoolSize(size);
      setMaximumPoolSize(size);
    }
  }
}

package io.muster.hub.provider;

import io.muster.hub.provider.machine.Effect;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.log.Logger;

/** Writes to the log; counts what is refused and tells of it at powers of two only. */
final class LogJournal implements Journal {
  private final Logger log;
  private final AtomicLong refused = new AtomicLong();

  LogJournal(Logger log) {
    this.log = log;
  }

  @Override
  public void report(Effect.Topic topic, String text) {
    switch (topic) {
      case INFO -> log.info("{}", text);
      case TROUBLE -> log.warn("{}", text);
      case REFUSED -> {
        long count = refused.incrementAndGet();
        if (Long.bitCount(count) == 1) {
          log.warn("refused: {} ({} refusals so far)", text, count);
        }
      }
    }
  }

  @Override
  public void failure(String what, Throwable cause) {
    if (cause == null) {
      log.warn("{}", what);
    } else {
      log.warn("{}", what, cause);
    }
  }

  void problem(String text) {
    log.warn("{}", text);
  }
}

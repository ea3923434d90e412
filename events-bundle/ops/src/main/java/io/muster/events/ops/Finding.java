package io.muster.events.ops;

import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;

/**
 * Something that is not as it should be, or that all is well.
 *
 * @param status how bad it is
 * @param text what was seen and, unless it is well, behind {@code fix:} what to do
 */
record Finding(Result.Status status, String text) {
  static Finding ok(String text) {
    return new Finding(Result.Status.OK, text);
  }

  static Finding warn(String text, String fix) {
    return new Finding(Result.Status.WARN, text + ". fix: " + fix);
  }

  static Finding critical(String text, String fix) {
    return new Finding(Result.Status.CRITICAL, text + ". fix: " + fix);
  }

  static Finding unavailable(String text, String fix) {
    return new Finding(Result.Status.TEMPORARILY_UNAVAILABLE, text + ". fix: " + fix);
  }

  static Result result(List<Finding> findings) {
    ResultLog log = new ResultLog();
    findings.forEach(one -> log.add(new ResultLog.Entry(one.status(), one.text())));
    return new Result(log);
  }
}

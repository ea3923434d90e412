package io.muster.staging.provider;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.log.Logger;

/** A log that keeps the texts it is given. */
final class RecordedLog {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  static Logger silent() {
    return new RecordedLog().logger();
  }

  Logger logger() {
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, args) -> {
              lines.add(method.getName() + " " + args[0]);
              return null;
            });
  }

  List<String> lines() {
    return lines;
  }
}

package io.muster.events.provider.sim.world;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.function.Consumer;
import org.osgi.service.log.Logger;

/** A log that only observers read; prints with {@code -Dmuster.test.log=true}. */
final class SimLog {
  private static final boolean LOUD = Boolean.getBoolean("muster.test.log");

  private SimLog() {}

  static Logger of(Consumer<String> sink) {
    return (Logger)
        Proxy.newProxyInstance(
            SimLog.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, args) -> {
              if (args != null && method.getReturnType() == void.class) {
                String text = method.getName() + " " + Arrays.deepToString(args);
                sink.accept(text);
                if (LOUD) {
                  System.out.println(text);
                }
              }
              return method.getReturnType() == boolean.class ? Boolean.FALSE : null;
            });
  }
}

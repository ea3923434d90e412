package io.muster.events.provider;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import org.osgi.service.log.Logger;

/** A log for tests; prints with {@code -Dmuster.test.log=true}. */
public final class SilentLog {
  /** The log. */
  public static final Logger LOGGER =
      (Logger)
          Proxy.newProxyInstance(
              SilentLog.class.getClassLoader(),
              new Class<?>[] {Logger.class},
              (proxy, method, args) -> {
                if (Boolean.getBoolean("muster.test.log") && args != null) {
                  System.out.println(method.getName() + " " + Arrays.deepToString(args));
                }
                return method.getReturnType() == boolean.class ? Boolean.FALSE : null;
              });

  private SilentLog() {}

  /** Returns a log that keeps warnings as texts. */
  public static Logger keeping(List<String> warnings) {
    return (Logger)
        Proxy.newProxyInstance(
            SilentLog.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, args) -> {
              if (method.getName().equals("warn")) {
                warnings.add(Arrays.deepToString(args));
              }
              return method.getReturnType() == boolean.class ? Boolean.FALSE : null;
            });
  }
}

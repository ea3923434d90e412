package io.muster.events.provider;

import java.lang.reflect.Proxy;
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
                  System.out.println(method.getName() + " " + java.util.Arrays.deepToString(args));
                }
                return method.getReturnType() == boolean.class ? Boolean.FALSE : null;
              });

  private SilentLog() {}
}

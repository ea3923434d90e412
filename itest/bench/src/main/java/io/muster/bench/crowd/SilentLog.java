package io.muster.bench.crowd;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** A log of warnings and errors alone, on standard error. */
final class SilentLog {
  private SilentLog() {}

  static LoggerFactory factory() {
    Logger logger = proxy(Logger.class, null);
    return proxy(LoggerFactory.class, logger);
  }

  private static <T> T proxy(Class<T> type, Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            SilentLog.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call(self, method, arguments, answer)));
  }

  private static Object call(Object self, Method method, Object[] arguments, Object answer) {
    return switch (method.getName()) {
      case "getLogger" -> answer;
      case "warn", "error" -> {
        System.err.println(method.getName() + " " + Arrays.deepToString(arguments));
        yield null;
      }
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      case "toString", "getName" -> "bench";
      default -> method.getReturnType() == boolean.class ? Boolean.FALSE : null;
    };
  }
}

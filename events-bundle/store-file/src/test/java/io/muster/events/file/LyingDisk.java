package io.muster.events.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;

/** A disk that says it has written, or made durable, what it has not. */
final class LyingDisk {
  private LyingDisk() {}

  static Disk over(Disk real) {
    return proxy(
        Disk.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "syncDirectory" -> null;
              case "open" -> file(real.open((String) arguments[0], (Disk.Mode) arguments[1]));
              default -> honest(real, method, arguments);
            });
  }

  private static Disk.File file(Disk.File real) {
    return proxy(
        Disk.File.class,
        (proxy, method, arguments) ->
            method.getName().equals("force") ? null : honest(real, method, arguments));
  }

  /** One that leaves out each write of a text, as a store has it that does not look at failures. */
  static Disk swallowing(Disk real, String text) {
    return proxy(
        Disk.class,
        (proxy, method, arguments) ->
            method.getName().equals("open")
                ? swallowing(real.open((String) arguments[0], (Disk.Mode) arguments[1]), text)
                : honest(real, method, arguments));
  }

  private static Disk.File swallowing(Disk.File real, String text) {
    return proxy(
        Disk.File.class,
        (proxy, method, arguments) ->
            method.getName().equals("write")
                    && arguments[1] instanceof ByteBuffer bytes
                    && UTF_8.decode(bytes.duplicate()).toString().contains(text)
                ? null
                : honest(real, method, arguments));
  }

  private static Object honest(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(LyingDisk.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}

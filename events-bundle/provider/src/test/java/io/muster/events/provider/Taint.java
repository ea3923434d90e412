package io.muster.events.provider;

import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.log.Logger;

/** Follows secrets: says where one appears, in whatever common spelling. */
final class Taint {
  /** Where which secret was seen. */
  final Set<String> leaks = new TreeSet<>();

  private final Map<String, byte[]> patterns = new LinkedHashMap<>();
  private long bytes;
  private int objects;

  /** Adds a secret text. */
  void secret(String name, String text) {
    patterns.put(name + " as UTF-16", text.getBytes(StandardCharsets.UTF_16BE));
    secret(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds secret bytes. */
  void secret(String name, byte[] secret) {
    patterns.put(name, secret);
    patterns.put(
        name + " as hex", HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII));
    for (int skipped = 0; skipped < 3; skipped++) {
      byte[] rest = Arrays.copyOfRange(secret, skipped, secret.length - secret.length % 3);
      String text = Base64.getEncoder().withoutPadding().encodeToString(rest);
      patterns.put(
          name + " as base64+" + skipped,
          text.substring(0, text.length() / 4 * 4 - 4).getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Looks at bytes that are stored or sent. */
  void see(String where, byte[] seen) {
    bytes += seen.length;
    for (Map.Entry<String, byte[]> pattern : patterns.entrySet()) {
      if (contains(seen, pattern.getValue())) {
        leaks.add(where + ": " + pattern.getKey());
      }
    }
  }

  /** Looks at text. */
  void see(String where, String text) {
    see(where, text.getBytes(StandardCharsets.UTF_8));
  }

  long bytes() {
    return bytes;
  }

  int objects() {
    return objects;
  }

  private static boolean contains(byte[] in, byte[] wanted) {
    for (int i = 0; i <= in.length - wanted.length; i++) {
      int j = 0;
      while (j < wanted.length && in[i + j] == wanted[j]) {
        j++;
      }
      if (j == wanted.length) {
        return true;
      }
    }
    return false;
  }

  /** A store of which all that is written is looked at. */
  EventStore watched(String where, EventStore store) {
    return watched(where, EventStore.class, store);
  }

  private <T> T watched(String where, Class<T> type, T target) {
    Object proxy =
        Proxy.newProxyInstance(
            Taint.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) -> {
              for (Object arg : args == null ? new Object[0] : args) {
                argument(where + " " + method.getName(), arg);
              }
              try {
                Object result = method.invoke(target, args);
                return result instanceof EventLog log
                    ? watched(where, EventLog.class, log)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(proxy);
  }

  /** A log of which every line is looked at. */
  Logger log(String where) {
    return (Logger)
        Proxy.newProxyInstance(
            Taint.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (self, method, args) -> {
              for (Object arg : args == null ? new Object[0] : args) {
                argument(where + " " + method.getName(), arg);
              }
              return method.getReturnType() == boolean.class ? Boolean.TRUE : null;
            });
  }

  private void argument(String where, Object arg) {
    if (arg instanceof byte[] array) {
      see(where, array);
    } else if (arg instanceof ByteBuffer buffer) {
      byte[] copy = new byte[buffer.remaining()];
      buffer.duplicate().get(copy);
      see(where, copy);
    } else if (arg instanceof Object[] array) {
      for (Object item : array) {
        argument(where, item);
      }
    } else if (arg instanceof Collection<?> items) {
      items.forEach(item -> argument(where, item));
    } else if (arg instanceof Blob blob) {
      argument(where, blob.hash());
      argument(where, blob.bytes());
    } else {
      for (Object at = arg; at != null; at = at instanceof Throwable t ? t.getCause() : null) {
        see(where, at.toString());
      }
    }
  }

  /** Looks at the text form of every object of Muster that can be reached. */
  void texts(String where, Object root) throws IllegalAccessException {
    Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> todo = new ArrayDeque<>();
    todo.add(root);
    while (!todo.isEmpty()) {
      Object next = todo.poll();
      if (next != null && known.add(next)) {
        reach(where, next, todo);
      }
    }
  }

  private void reach(String where, Object object, Deque<Object> todo)
      throws IllegalAccessException {
    if (object instanceof Collection<?> items) {
      items.forEach(item -> add(todo, item));
    } else if (object instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            add(todo, key);
            add(todo, value);
          });
    } else if (object instanceof Optional<?> optional) {
      optional.ifPresent(todo::add);
    } else if (object instanceof Object[] array) {
      for (int i = 0; i < Array.getLength(array); i++) {
        add(todo, array[i]);
      }
    } else if (object.getClass().getName().startsWith("io.muster.")) {
      objects++;
      see(where + " " + object.getClass().getName(), object.toString());
      fields(object, todo);
    }
  }

  private static void add(Deque<Object> todo, Object object) {
    if (object != null) {
      todo.add(object);
    }
  }

  private static void fields(Object object, Deque<Object> todo) throws IllegalAccessException {
    for (Class<?> c = object.getClass();
        c.getName().startsWith("io.muster.");
        c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          add(todo, field.get(object));
        }
      }
    }
  }
}

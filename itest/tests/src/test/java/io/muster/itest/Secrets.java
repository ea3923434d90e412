package io.muster.itest;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Secrets, and the files in which they stand, in whatever common spelling. */
final class Secrets {
  private final Map<String, byte[]> patterns = new LinkedHashMap<>();
  private long searched;

  /** Adds a secret text. */
  void text(String name, String text) {
    patterns.put(name + " as UTF-16", text.getBytes(StandardCharsets.UTF_16LE));
    bytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds secret bytes. */
  void bytes(String name, byte[] secret) {
    patterns.put(name, secret.clone()); // an identity that is closed wipes its own
    String hex = HexFormat.of().formatHex(secret);
    patterns.put(name + " as hex", hex.getBytes(StandardCharsets.US_ASCII));
    for (int skipped = 0; skipped < 3; skipped++) {
      byte[] rest = Arrays.copyOfRange(secret, skipped, secret.length - secret.length % 3);
      String text = Base64.getEncoder().withoutPadding().encodeToString(rest);
      patterns.put(
          name + " as base64+" + skipped,
          text.substring(0, text.length() / 4 * 4 - 4).getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Returns how many secrets there are, spellings not counted. */
  int size() {
    return (int) patterns.keySet().stream().filter(name -> !name.contains(" as ")).count();
  }

  /** Returns how many bytes were searched. */
  long searched() {
    return searched;
  }

  /** Searches the files of a folder, but for jars: {@code file: secret}. Some may go meanwhile. */
  Set<String> in(Path folder) throws IOException {
    Set<String> found = new TreeSet<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && !file.toString().endsWith(".jar")) {
              search(folder, file, found);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return found;
  }

  private void search(Path folder, Path file, Set<String> found) throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return;
    }
    searched += content.length;
    patterns.forEach(
        (name, pattern) -> {
          if (contains(content, pattern)) {
            found.add(folder.relativize(file) + ": " + name);
          }
        });
  }

  private static boolean contains(byte[] in, byte[] wanted) {
    for (int i = 0; i <= in.length - wanted.length; i++) {
      if (in[i] == wanted[0] && Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds what objects of a class hold, as far as fields of Muster's classes lead to them from a
   * root; returns how many were added.
   */
  int held(String owner, Object root, String className) throws ReflectiveOperationException {
    int before = size();
    Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> todo = new ArrayDeque<>(List.of(root));
    while (!todo.isEmpty()) {
      Object next = todo.poll();
      if (known.add(next)) {
        for (Field field : fields(next)) {
          field.setAccessible(true);
          Object value = field.get(next);
          if (next.getClass().getSimpleName().equals(className)) {
            take(owner + " " + field.getName(), value);
          }
          if (value != null && value.getClass().getName().startsWith("io.muster.")) {
            todo.add(value);
          }
        }
      }
    }
    return size() - before;
  }

  /** Public keys are no secrets; caches are looked into. */
  private void take(String name, Object value) throws ReflectiveOperationException {
    if (value instanceof byte[] secret && !name.endsWith(" keyBytes")) {
      bytes(name, secret);
    } else if (value != null && value.getClass().getName().contains(".cache.")) {
      var asMap = value.getClass().getMethod("asMap");
      asMap.setAccessible(true);
      int number = 0;
      for (Object one : ((Map<?, ?>) asMap.invoke(value)).values()) {
        bytes(name + " " + number++, (byte[]) one);
      }
    }
  }

  private static List<Field> fields(Object object) {
    Deque<Field> all = new ArrayDeque<>();
    for (Class<?> c = object.getClass();
        c != null && c.getName().startsWith("io.muster.");
        c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
          all.add(field);
        }
      }
    }
    return List.copyOf(all);
  }
}

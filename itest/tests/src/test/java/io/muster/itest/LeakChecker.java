package io.muster.itest;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Remembers, weakly, the class loaders of bundles that are about to be replaced, and says which of
 * them, and which threads and files of ours, are still there.
 */
final class LeakChecker {
  /** Enough for what ends by itself after a few seconds, on slow machines too. */
  private static final int MANY_COLLECTIONS = 150;

  private static final int PATIENCE_MILLIS = 200;
  private static final String THREADS = "muster-";

  private final ReferenceQueue<ClassLoader> cleared = new ReferenceQueue<>();
  private final List<Loader> loaders = new ArrayList<>();

  private final int collections;

  LeakChecker() {
    this(MANY_COLLECTIONS);
  }

  /** Gives up after so many collections, where leaks are expected. */
  LeakChecker(int collections) {
    this.collections = collections;
  }

  private final class Loader extends WeakReference<ClassLoader> {
    private final String bundle;

    Loader(Bundle bundle, ClassLoader loader) {
      super(loader, cleared);
      this.bundle = bundle.getSymbolicName();
    }
  }

  /** Notes the present class loader of a bundle, which shall go. */
  void expectToGo(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
    if (loader != null) {
      loaders.add(new Loader(bundle, loader));
    }
  }

  int expected() {
    return loaders.size();
  }

  /**
   * After many collections, unless fewer suffice: how many class loaders of which bundles are still
   * there.
   */
  Map<String, Long> loadersLeft() throws InterruptedException {
    for (int i = 0; i < collections && anyLeft(); i++) {
      System.gc();
      cleared.remove(PATIENCE_MILLIS);
    }
    return loaders.stream()
        .filter(loader -> loader.get() != null)
        .collect(Collectors.groupingBy(l -> l.bundle, TreeMap::new, Collectors.counting()));
  }

  /** For whoever looks for the cause: the heap, if there are leaks and the property says where. */
  void dump() throws InterruptedException, IOException {
    String file = System.getProperty("muster.leaks.dump");
    if (file != null && !loadersLeft().isEmpty()) {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file, true);
    }
  }

  private boolean anyLeft() {
    return loaders.stream().anyMatch(loader -> loader.get() != null);
  }

  /** The names of living threads of ours, those numbered alike counted together. */
  static Map<String, Long> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith(THREADS))
        .collect(
            Collectors.groupingBy(
                name -> name.replaceAll("[0-9]+", "#"), TreeMap::new, Collectors.counting()));
  }

  /** The open files below a directory, by what the process's descriptors point at. */
  static List<String> filesBelow(Path directory) throws IOException {
    String prefix = directory.toRealPath() + "/";
    return descriptors().stream().filter(target -> target.startsWith(prefix)).sorted().toList();
  }

  /** The TCP sockets of the process: their ends, as the kernel writes them, and their states. */
  static List<String> sockets() throws IOException {
    Set<String> own =
        descriptors().stream()
            .filter(target -> target.startsWith("socket:["))
            .map(target -> target.substring(8, target.length() - 1))
            .collect(Collectors.toSet());
    List<String> sockets = new ArrayList<>();
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      Path path = Path.of(table);
      for (String line : Files.exists(path) ? Files.readAllLines(path) : List.<String>of()) {
        String[] cells = line.strip().split("\\s+");
        if (cells.length > 9 && own.contains(cells[9])) {
          sockets.add(cells[1] + " " + cells[2] + " " + cells[3]);
        }
      }
    }
    return sockets;
  }

  private static List<String> descriptors() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return List.of();
    }
    List<String> targets = new ArrayList<>();
    try (Stream<Path> files = Files.list(descriptors)) {
      for (Path file : files.toList()) {
        target(file, targets);
      }
    }
    return targets;
  }

  private static void target(Path descriptor, List<String> targets) {
    try {
      targets.add(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException e) {
      // closed meanwhile: the one of this very listing
    }
  }
}

package io.muster.itest;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * A framework in this process with the very jars that the host ships, the shell left out, and a
 * probe inside.
 */
final class TestNode implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Path SHIPPED = Path.of("../host/target/classes/export/host");
  private static final String EXAMPLE = "../example/target";
  private static final String PROBE_IMPORTS =
      "org.osgi.framework,io.muster.peer,io.muster.settings,io.muster.staging,io.muster.events";

  private final Path directory;
  private final Framework framework;

  TestNode(Path directory) throws IOException {
    this(directory, "WARN");
  }

  /** Makes a node whose log has that level. */
  TestNode(Path directory, String level) throws IOException {
    this.directory = Files.createDirectories(directory);
    Files.createDirectories(etc());
    Files.writeString(directory.resolve("logback.xml"), logback(level));
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(properties());
  }

  private Map<String, String> properties() {
    return Map.ofEntries(
        Map.entry("muster.data", directory.resolve("data").toString()),
        Map.entry(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString()),
        Map.entry(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "6"),
        Map.entry("felix.log.level", "1"),
        Map.entry("felix.service.urlhandlers", "false"),
        Map.entry("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN"),
        Map.entry(
            "org.ops4j.pax.logging.StaticLogbackFile", directory.resolve("logback.xml").toString()),
        Map.entry("org.ops4j.pax.logging.eventAdminEnabled", "false"),
        Map.entry("org.ops4j.pax.logging.logReaderEnabled", "false"),
        Map.entry("felix.fileinstall.dir", etc().toString()),
        Map.entry("felix.fileinstall.tmpdir", directory.resolve("cache/deploy").toString()),
        Map.entry("felix.fileinstall.noInitialDelay", "true"),
        Map.entry("felix.fileinstall.poll", "200"),
        Map.entry("felix.fileinstall.enableConfigSave", "false"),
        Map.entry("felix.fileinstall.log.level", "1"),
        Map.entry("org.apache.felix.http.host", "127.0.0.1"),
        Map.entry("org.osgi.service.http.port", "0"));
  }

  private String logback(String level) {
    return "<configuration><appender name='F' class='ch.qos.logback.core.FileAppender'>"
        + "<file>"
        + directory.resolve("log.txt")
        + "</file><encoder><pattern>%d %-5level [%thread] %logger %msg%n%ex</pattern></encoder>"
        + "</appender><root level='"
        + level
        + "'><appender-ref ref='F'/></root></configuration>";
  }

  /** The shipped jars of a node: all but the shell and the conformance runner. */
  static List<Path> shipped() throws IOException {
    try (Stream<Path> jars = Files.list(SHIPPED)) {
      return jars.filter(jar -> !name(jar).startsWith("org.apache.felix.gogo.shell-"))
          .filter(jar -> !name(jar).startsWith("io.muster.conformance-"))
          .sorted()
          .toList();
    }
  }

  static Path example() throws IOException {
    return built(EXAMPLE, "io.muster.example");
  }

  private static String name(Path jar) {
    return jar.getFileName().toString();
  }

  private Path etc() {
    return directory.resolve("etc");
  }

  /** Writes a configuration, which File Install picks up. */
  void configure(String pid, Map<String, String> values) throws IOException {
    List<String> lines =
        values.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList();
    String name = pid.replaceFirst("~", "-"); // as File Install parts factory and name
    Path fresh = directory.resolve(name + ".new");
    Files.write(fresh, lines);
    Files.move(fresh, etc().resolve(name + ".cfg"));
  }

  void start() throws IOException, BundleException {
    framework.init();
    List<Path> jars = new ArrayList<>(shipped());
    jars.add(example());
    for (Path jar : jars) {
      Bundle bundle = install(jar);
      if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
        bundle.start();
      }
    }
    framework.start();
    BundleJar probe = BundleJar.of(io.muster.itest.probe.ProbeActivator.class, PROBE_IMPORTS);
    try (InputStream in = probe.open()) {
      context().installBundle("test:probe", in).start();
    }
  }

  private Bundle install(Path jar) throws IOException, BundleException {
    try (InputStream in = Files.newInputStream(jar)) {
      Bundle bundle = context().installBundle(jar.toUri().toString(), in);
      bundle.adapt(BundleStartLevel.class).setStartLevel(level(name(jar)));
      return bundle;
    }
  }

  private static int level(String jar) {
    if (jar.startsWith("pax-logging-")) {
      return 1;
    }
    return jar.startsWith("io.muster.") ? 4 : 2;
  }

  /** Installs jars, then a bundle of test classes, and starts them. */
  void install(Class<? extends BundleActivator> activator, String imports, Path... jars)
      throws IOException, BundleException {
    List<Bundle> bundles = new ArrayList<>();
    for (Path jar : jars) {
      bundles.add(install(jar));
    }
    try (InputStream in = BundleJar.of(activator, imports).open()) {
      bundles.add(context().installBundle("test:" + activator.getSimpleName(), in));
    }
    for (Bundle bundle : bundles) {
      bundle.start();
    }
  }

  /** Returns the jar of the test's class path that has a class, which is not loaded. */
  static Path jarOf(String type) throws IOException {
    URL found = TestNode.class.getResource("/" + type.replace('.', '/') + ".class");
    if (found == null) {
      throw new IOException(type + " is not on the class path");
    }
    URL jar = ((JarURLConnection) found.openConnection()).getJarFileURL();
    return Path.of(java.net.URI.create(jar.toString()));
  }

  /** Returns a jar that this build has made. */
  static Path built(String folder, String name) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files
          .filter(file -> name(file).matches(name.replace(".", "\\.") + "-[^-]*(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException(name + " was not built"));
    }
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  List<Bundle> musterBundles() {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> bundle.getLocation().contains("/io.muster."))
        .toList();
  }

  /** Replaces a bundle by the same jar, as a developer does. */
  static void update(Bundle bundle) throws IOException, BundleException {
    try (InputStream in = java.net.URI.create(bundle.getLocation()).toURL().openStream()) {
      bundle.update(in);
    }
  }

  void refresh(Collection<Bundle> bundles) throws InterruptedException {
    CountDownLatch refreshed = new CountDownLatch(1);
    framework
        .adapt(FrameworkWiring.class)
        .refreshBundles(
            bundles,
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
              }
            });
    if (!refreshed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the framework does not refresh");
    }
  }

  List<String> notActive() {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
        .filter(bundle -> bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null)
        .map(bundle -> bundle.getSymbolicName() + " is in state " + bundle.getState())
        .toList();
  }

  boolean hasService(String type, String filter) {
    try {
      // all: the test's class path has classes of the same names, which are not those of bundles
      ServiceReference<?>[] found = context().getAllServiceReferences(type, filter);
      return found != null && found.length > 0;
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Returns the object of a service, of whatever class loader. */
  Object service(String type, String filter) throws org.osgi.framework.InvalidSyntaxException {
    ServiceReference<?>[] found = context().getAllServiceReferences(type, filter);
    return context().getService(found[0]);
  }

  /** Asks the probe; fails if it is not there or its command fails. */
  String ask(String... words) {
    return askOf("(muster.probe=true)", words);
  }

  /** Asks the one of several probes that a filter names. */
  @SuppressWarnings("unchecked")
  String askOf(String filter, String... words) {
    ServiceReference<?> reference = reference(filter);
    Object probe = reference == null ? null : context().getService(reference);
    if (probe == null) {
      throw new IllegalStateException("there is no probe");
    }
    try {
      return ((Function<String, String>) probe).apply(String.join("\n", words));
    } finally {
      context().ungetService(reference);
    }
  }

  private ServiceReference<?> reference(String filter) {
    try {
      ServiceReference<?>[] found =
          context().getServiceReferences(Function.class.getName(), filter);
      return found == null ? null : found[0];
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The address at which this node's hub answers. */
  String hubUrl() {
    ServiceReference<?> runtime =
        context().getServiceReference("org.osgi.service.servlet.runtime.HttpServiceRuntime");
    Object endpoints = runtime == null ? null : runtime.getProperty("osgi.http.endpoint");
    return endpoints instanceof String[] urls && urls.length > 0
        ? urls[0].replaceAll("/$", "")
        : null;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  String log() throws IOException {
    Path log = directory.resolve("log.txt");
    return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
  }

  /** Waits until something holds; says what it waited for if that does not come. */
  static void await(String what, Condition condition) throws Exception {
    await(() -> what, condition);
  }

  static void await(Supplier<String> what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    AtomicReference<Exception> last = new AtomicReference<>();
    while (!holds(condition, last)) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "waited " + PATIENCE.toSeconds() + " s for: " + what.get(), last.get());
      }
      never.await(20, TimeUnit.MILLISECONDS);
    }
  }

  /** What cannot be asked yet, as a service comes and goes, does not hold. */
  private static boolean holds(Condition condition, AtomicReference<Exception> failure) {
    try {
      return condition.holds();
    } catch (Exception e) {
      failure.set(e);
      return false;
    }
  }

  /** Something that comes to hold. */
  interface Condition {
    boolean holds() throws Exception;
  }

  @Override
  public void close() throws BundleException {
    framework.stop();
    try {
      FrameworkEvent end = framework.waitForStop(PATIENCE.toMillis());
      if (end.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
        throw new AssertionError("the framework does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}

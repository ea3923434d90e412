package io.muster.diagnose;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A framework in this JVM with bundles of the class path, by their symbolic names. */
final class Node implements AutoCloseable {
  private static final List<String> FELIX =
      List.of(
          "org.ops4j.pax.logging.pax-logging-api",
          "org.ops4j.pax.logging.pax-logging-logback",
          "org.osgi.util.function",
          "org.osgi.util.promise",
          "org.osgi.service.component",
          "org.apache.felix.configadmin",
          "org.apache.felix.scr",
          "org.apache.felix.gogo.runtime",
          "bcprov");

  private final Framework framework;

  Node(Path directory, Map<String, String> properties) throws BundleException {
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString());
    all.put("felix.log.level", "1");
    all.put("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
    framework =
        ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(all);
    framework.start();
  }

  Node withFelix() throws BundleException, IOException {
    return with(FELIX.toArray(String[]::new));
  }

  /** Installs all, then starts all. */
  Node with(String... names) throws BundleException, IOException {
    List<Bundle> installed = new java.util.ArrayList<>();
    for (String name : names) {
      installed.add(install(name));
    }
    for (Bundle bundle : installed) {
      bundle.start();
    }
    return this;
  }

  Bundle install(String name) throws BundleException, IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (name.equals(symbolicName(Path.of(entry)))) {
        return framework.getBundleContext().installBundle("reference:" + Path.of(entry).toUri());
      }
    }
    throw new IllegalArgumentException(name + " is not on the class path");
  }

  Bundle install(String location, InputStream jar) throws BundleException {
    return framework.getBundleContext().installBundle(location, jar);
  }

  private static String symbolicName(Path entry) throws IOException {
    Manifest manifest = manifest(entry);
    String name =
        manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
    return name == null ? null : name.split(";")[0].strip();
  }

  private static Manifest manifest(Path entry) throws IOException {
    if (Files.isDirectory(entry)) {
      Path file = entry.resolve("META-INF/MANIFEST.MF");
      if (Files.notExists(file)) {
        return null;
      }
      try (InputStream in = Files.newInputStream(file)) {
        return new Manifest(in);
      }
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      return jar.getManifest();
    }
  }

  Bundle bundle(String name) {
    return Stream.of(framework.getBundleContext().getBundles())
        .filter(bundle -> bundle.getSymbolicName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Calls a method of a service whose class is the bundle's own. */
  Object call(String type, String method, Object... arguments) throws Exception {
    ServiceReference<?> reference = reference(type);
    Object service = framework.getBundleContext().getService(reference);
    for (java.lang.reflect.Method candidate : service.getClass().getMethods()) {
      if (candidate.getName().equals(method) && candidate.getParameterCount() == arguments.length) {
        candidate.setAccessible(true);
        return candidate.invoke(service, arguments);
      }
    }
    throw new NoSuchMethodException(method);
  }

  ServiceReference<?> reference(String type) throws InvalidSyntaxException {
    ServiceReference<?>[] all = framework.getBundleContext().getAllServiceReferences(type, null);
    if (all == null) {
      throw new IllegalStateException("No service " + type);
    }
    return all[0];
  }

  String diagnose(String... words) throws Exception {
    return (String) call("io.muster.diagnose.DiagnoseCommands", "diagnose", (Object) words);
  }

  /** Runs a line in a shell of Gogo. */
  Object gogo(String line) throws Exception {
    Object session =
        call(
            "org.apache.felix.service.command.CommandProcessor",
            "createSession",
            InputStream.nullInputStream(),
            System.out,
            System.err);
    java.lang.reflect.Method execute = session.getClass().getMethod("execute", CharSequence.class);
    execute.setAccessible(true);
    return execute.invoke(session, line);
  }

  @Override
  public void close() throws BundleException {
    framework.stop();
    try {
      framework.waitForStop(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

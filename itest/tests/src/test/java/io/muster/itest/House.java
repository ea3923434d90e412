package io.muster.itest;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The compiled bundles of this checkout. */
record House(Map<String, Bundle> bundles, JavaClasses all) {
  /** One bundle: its class files and the packages that it exports. */
  record Bundle(String name, Set<String> classes, Set<String> exports) {
    boolean isTck() {
      return name.endsWith(".tck");
    }

    boolean owns(JavaClass type) {
      return classes.contains(type.getName());
    }
  }

  static House read() {
    Map<String, Bundle> bundles = new TreeMap<>();
    List<Path> roots = new ArrayList<>();
    for (Path classes : classFolders()) {
      roots.add(classes);
      Bundle bundle = bundle(classes);
      bundles.put(bundle.name(), bundle);
    }
    return new House(bundles, new ClassFileImporter().importPaths(roots));
  }

  /** The element type of an array, or the type itself. */
  static JavaClass plain(JavaClass type) {
    return type.getBaseComponentType();
  }

  Set<String> exportedBy(Predicate<Bundle> which) {
    return bundles.values().stream()
        .filter(which)
        .flatMap(bundle -> bundle.exports().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  List<JavaClass> classesIn(String packageName) {
    return all.stream().filter(type -> type.getPackageName().equals(packageName)).toList();
  }

  /** The dependencies on classes of Muster that a rule does not allow, described. */
  Set<String> faults(BiPredicate<Bundle, JavaClass> allowed) {
    Set<String> faults = new TreeSet<>();
    for (Bundle bundle : bundles.values()) {
      all.stream()
          .filter(bundle::owns)
          .flatMap(origin -> origin.getDirectDependenciesFromSelf().stream())
          .filter(d -> plain(d.getTargetClass()).getName().startsWith("io.muster."))
          .filter(d -> !allowed.test(bundle, plain(d.getTargetClass())))
          .map(Dependency::getDescription)
          .forEach(faults::add);
    }
    return faults;
  }

  private static List<Path> classFolders() {
    Path root = Path.of("../..");
    return Stream.of("staging-bundle", "hub-bundle", "events-bundle", "itest")
        .map(root::resolve)
        .flatMap(House::children)
        // benchmarks measure what is inside bundles, and no bundle depends on them
        .filter(module -> !module.endsWith("bench"))
        .map(module -> module.resolve("target/classes"))
        .filter(classes -> Files.exists(classes.resolve("META-INF/MANIFEST.MF")))
        .sorted()
        .toList();
  }

  private static Bundle bundle(Path classes) {
    try (InputStream in = Files.newInputStream(classes.resolve("META-INF/MANIFEST.MF"));
        Stream<Path> files = Files.walk(classes)) {
      var attributes = new Manifest(in).getMainAttributes();
      String name = attributes.getValue("Bundle-SymbolicName");
      Set<String> types =
          files
              .map(classes::relativize)
              .map(Path::toString)
              .filter(file -> file.endsWith(".class"))
              .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
              .collect(Collectors.toSet());
      return new Bundle(name, types, exports(attributes.getValue("Export-Package")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The package names of an Export-Package header: what is outside quotes, up to the first ';'. */
  private static Set<String> exports(String header) {
    if (header == null) {
      return Set.of();
    }
    return Arrays.stream(header.replaceAll("\"[^\"]*\"", "").split(","))
        .map(clause -> clause.split(";")[0].strip())
        .collect(Collectors.toSet());
  }

  private static Stream<Path> children(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

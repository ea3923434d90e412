package io.muster.itest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walls of the house: who may know whom. Read from the compiled classes of every bundle. */
class ArchitectureTest {
  private static final List<String> JDK_AND_ANNOTATIONS = List.of("java.", "org.osgi.annotation.");

  /** Which packages of Muster an API package may use: those below it, never those above. */
  private static final Map<String, Set<String>> BELOW =
      Map.of(
          "io.muster.peer", Set.of(),
          "io.muster.settings", Set.of(),
          "io.muster.staging", Set.of("io.muster.peer"),
          "io.muster.hub", Set.of("io.muster.peer", "io.muster.staging"),
          "io.muster.hub.spi", Set.of("io.muster.peer", "io.muster.staging", "io.muster.hub"),
          "io.muster.events", Set.of("io.muster.peer", "io.muster.staging", "io.muster.hub"),
          "io.muster.events.spi",
              Set.of("io.muster.peer", "io.muster.staging", "io.muster.hub", "io.muster.events"));

  private static House house;

  @BeforeAll
  static void readTheHouse() {
    house = House.read();
  }

  @Test
  void everyRoomOfTheHouseIsRead() {
    assertTrue(
        house.bundles().size() >= 18, "too few bundles were found: " + house.bundles().keySet());
    assertEquals(
        new TreeSet<>(BELOW.keySet()),
        new TreeSet<>(house.exportedBy(bundle -> !bundle.isTck())),
        "an exported package without a rule here, or a rule without its package");
  }

  @Test
  void aBundleUsesOnlyExportedPackagesOfOthers() {
    Set<String> exported = house.exportedBy(bundle -> true);
    Set<String> faults =
        house.faults(
            (bundle, target) -> bundle.owns(target) || exported.contains(target.getPackageName()));
    assertEquals(Set.of(), faults, "a bundle reaches into another one's private packages");
  }

  @Test
  void apiPackagesUseOnlyTheJdkAnnotationsAndApiPackagesBelowThem() {
    Set<String> faults = new TreeSet<>();
    for (Map.Entry<String, Set<String>> rule : BELOW.entrySet()) {
      Predicate<JavaClass> allowed =
          target ->
              target.isPrimitive()
                  || JDK_AND_ANNOTATIONS.stream().anyMatch(target.getName()::startsWith)
                  || target.getPackageName().equals(rule.getKey())
                  || rule.getValue().contains(target.getPackageName());
      house.classesIn(rule.getKey()).stream()
          .flatMap(origin -> origin.getDirectDependenciesFromSelf().stream())
          .filter(dependency -> !allowed.test(House.plain(dependency.getTargetClass())))
          .map(Dependency::getDescription)
          .forEach(faults::add);
    }
    assertEquals(Set.of(), faults, "an API package knows something above or beside it");
  }

  @Test
  void guavaAndGsonStayOutOfEveryExportedPackage() {
    Set<String> faults = new TreeSet<>();
    for (String name : house.exportedBy(bundle -> true)) {
      house.classesIn(name).stream()
          .flatMap(origin -> origin.getDirectDependenciesFromSelf().stream())
          .filter(d -> House.plain(d.getTargetClass()).getName().startsWith("com.google."))
          .map(Dependency::getDescription)
          .forEach(faults::add);
    }
    assertEquals(Set.of(), faults);
  }

  @Test
  void packagesHaveNoCycles() {
    JavaClasses all = house.all();
    slices().matching("io.muster.(**)").should().beFreeOfCycles().check(all);
  }

  @Test
  void componentsAreTheOnlyClassesThatKnowDeclarativeServices() {
    Set<String> faults = new TreeSet<>();
    for (JavaClass origin : house.all()) {
      boolean wiring =
          origin.getSimpleName().endsWith("Component")
              || origin.getSimpleName().endsWith("Commands")
              || origin.getSimpleName().endsWith("Config")
              || origin.getPackageName().startsWith("io.muster.conformance")
              || origin.getPackageName().startsWith("io.muster.example");
      origin.getDirectDependenciesFromSelf().stream()
          .filter(d -> d.getTargetClass().getName().startsWith("org.osgi.service.component.annot"))
          .filter(d -> !wiring)
          .map(Dependency::getDescription)
          .forEach(faults::add);
    }
    assertEquals(Set.of(), faults, "wiring outside a class named …Component or …Commands");
  }

  /** What a bundle has to say goes to the log, or is what a command returns. */
  @Test
  void bundlesPrintNothing() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.muster.conformance..")
        .and()
        .doNotHaveFullyQualifiedName("io.muster.identity.IdentityCommands") // asks for a passphrase
        .should(ACCESS_STANDARD_STREAMS)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(house.all());
  }

  /** One verdict on all nodes: a second verifier would split members by crafted signatures. */
  @Test
  void signaturesOfPeersAreVerifiedInOnePlace() {
    Set<String> users = new TreeSet<>();
    for (JavaClass origin : house.all()) {
      origin.getDirectDependenciesFromSelf().stream()
          .map(d -> House.plain(d.getTargetClass()).getName())
          .filter(n -> n.equals("java.security.Signature") || n.endsWith(".rfc8032.Ed25519"))
          .forEach(n -> users.add(origin.getName()));
    }
    assertEquals(
        Set.of(
            "io.muster.hub.tls.PeerCertificate", // the certificate's own key, made for it alone
            "io.muster.identity.Ed25519Verifier",
            "io.muster.identity.LocalIdentity",
            "io.muster.identity.X25519Keys"), // converts keys
        users.stream().filter(n -> !n.contains("$")).collect(Collectors.toSet()));
  }
}

package io.muster.conformance;

import io.muster.conformance.ConformanceRun.Finding;
import io.muster.conformance.ConformanceRun.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code muster:conformance DIR}: runs recorded behaviour against the installed services. */
@Component(
    service = ConformanceCommand.class,
    property = {"osgi.command.scope=muster", "osgi.command.function=conformance"})
public final class ConformanceCommand {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final List<ConformanceSuite> suites = new CopyOnWriteArrayList<>();

  @Reference(
      name = "suite",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void bindSuite(ConformanceSuite suite) {
    suites.add(suite);
  }

  void unbindSuite(ConformanceSuite suite) {
    suites.remove(suite);
  }

  /**
   * Runs every vector, trace and transcript in a folder, prints what did not pass and closes with
   * the counts.
   *
   * @param folder a folder with files {@code *.json}
   * @throws IOException if the folder cannot be read
   * @throws IllegalStateException if an item failed, or nothing was there to run
   */
  public void conformance(String folder) throws IOException {
    Path path = Path.of(folder);
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException(path.toAbsolutePath() + " is no folder");
    }
    Report report = ConformanceRun.of(path, suites, LIMIT);
    for (Finding finding : report.findings()) {
      System.out.println(
          finding.outcome().kind() + " " + finding.id() + ": " + finding.outcome().detail());
    }
    System.out.println(report);
    if (report.count(Outcome.Kind.FAILED) > 0) {
      throw new IllegalStateException("Conformance: " + report);
    }
    if (report.passed() == 0) {
      throw new IllegalStateException("Nothing to run in " + path.toAbsolutePath());
    }
  }
}

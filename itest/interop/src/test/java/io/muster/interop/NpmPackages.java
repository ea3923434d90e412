package io.muster.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests, and says why, where Node.js or the npm packages are not installed. */
final class NpmPackages implements ExecutionCondition {
  private static final Path FOLDER = Path.of(System.getProperty("muster.interop", "."));

  static Path modules() {
    return FOLDER.resolve("node_modules");
  }

  static Path script(String name) {
    return FOLDER.resolve("src/test/node").resolve(name);
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String missing = null;
    if (!nodeRuns()) {
      missing = "Node.js is not installed; itest/verify --install installs it";
    } else if (!Files.isRegularFile(modules().resolve("signalhub/bin.js"))) {
      missing = "npm packages are not installed; run npm install in itest/interop";
    }
    if (missing == null) {
      return ConditionEvaluationResult.enabled("Node.js and its packages are there");
    }
    System.out.println("Skipped " + context.getDisplayName() + ": " + missing);
    return ConditionEvaluationResult.disabled(missing);
  }

  private static boolean nodeRuns() {
    try {
      Process node =
          new ProcessBuilder("node", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return node.waitFor(30, TimeUnit.SECONDS) && node.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

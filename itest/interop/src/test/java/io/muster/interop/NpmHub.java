package io.muster.interop;

import java.net.URI;
import java.util.List;

/** The npm hub in a process of its own. */
final class NpmHub implements AutoCloseable {
  private final LineProcess node;
  private final URI uri;

  NpmHub() throws Exception {
    node =
        new LineProcess(
            NpmPackages.modules().getParent(),
            List.of(
                "node",
                NpmPackages.modules().resolve("signalhub/bin.js").toAbsolutePath().toString(),
                "listen",
                "--port",
                "0",
                "--host",
                "127.0.0.1"));
    String line = node.await(text -> text.startsWith("signalhub listening on port "));
    uri = URI.create("http://127.0.0.1:" + line.substring(line.lastIndexOf(' ') + 1));
  }

  URI uri() {
    return uri;
  }

  /** Ends it as a crash would, and waits for the end. */
  void kill() throws InterruptedException {
    node.close();
    node.status();
  }

  @Override
  public void close() {
    node.close();
  }
}

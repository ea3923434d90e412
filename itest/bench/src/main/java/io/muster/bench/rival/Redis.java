package io.muster.bench.rival;

import io.muster.bench.process.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Redis with {@code appendfsync always}: pipelined XADD, answered after the sync, and XREAD of up
 * to 64 at a time by a consumer on its own connection, which acknowledges nothing.
 */
public record Redis() implements Rival {
  private static final String STREAM = "bench";

  @Override
  public String name() {
    return "Redis, appendfsync always";
  }

  @Override
  public Running start(Path folder, Consumer<String> arrived, Consumer<Throwable> failed)
      throws Exception {
    String program = Command.find("redis-server");
    // on a Unix socket it would be faster, but so would everybody
    int port = FreePort.any();
    Child child =
        Child.start(
            "redis-server",
            folder,
            List.of(
                program,
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--save",
                ""));
    try {
      child.awaitOutput(java.util.regex.Pattern.compile("(Ready to accept connections)"));
      return new Open(child, port, arrived, failed);
    } catch (IOException | RuntimeException e) {
      child.close();
      throw e;
    }
  }

  /** The server, and one connection for each side. */
  private static final class Open implements Running {
    private final Child child;
    private final RedisConnection producer;
    private final RedisConnection consumer;
    private volatile boolean closed;

    Open(Child child, int port, Consumer<String> arrived, Consumer<Throwable> failed)
        throws IOException {
      this.child = child;
      producer = new RedisConnection(port);
      consumer = new RedisConnection(port);
      start("muster-bench-redis-answers", failed, this::drainAnswers);
      start("muster-bench-redis-consumer", failed, () -> consume(arrived));
    }

    private interface Work {
      void run() throws IOException;
    }

    private void start(String name, Consumer<Throwable> failed, Work work) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (IOException | RuntimeException e) {
                  if (!closed) {
                    failed.accept(e);
                  }
                }
              },
              name);
      thread.setDaemon(true);
      thread.start();
    }

    private void drainAnswers() throws IOException {
      while (!closed) {
        producer.read();
      }
    }

    private void consume(Consumer<String> arrived) throws IOException {
      String last = "0";
      while (!closed) {
        consumer.write("XREAD", "COUNT", "64", "BLOCK", "0", "STREAMS", STREAM, last);
        consumer.flush();
        // one stream: its name and its entries; an entry: its id and its fields
        List<?> stream = (List<?>) ((List<?>) consumer.read()).get(0);
        for (Object entry : (List<?>) stream.get(1)) {
          List<?> parts = (List<?>) entry;
          last = (String) parts.get(0);
          arrived.accept((String) ((List<?>) parts.get(1)).get(1));
        }
      }
    }

    @Override
    public void send(int number, String payload) throws IOException {
      producer.write("XADD", STREAM, "MAXLEN", "~", "100000", "*", "e", payload);
    }

    @Override
    public void flush() throws IOException {
      producer.flush();
    }

    @Override
    public void close() throws IOException {
      closed = true;
      producer.close();
      consumer.close();
      child.close();
    }
  }
}

package io.muster.bench.rival;

import io.muster.bench.process.Child;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * NATS JetStream: a file stream without replicas, asynchronous publishing, a push consumer that
 * acknowledges each message without waiting for an answer.
 *
 * @param always whether every message is synced before it is acknowledged; else as by default
 */
public record JetStream(boolean always) implements Rival {
  private static final String SUBJECT = "bench";
  private static final Pattern READY =
      Pattern.compile("Listening for client connections on 127\\.0\\.0\\.1:(\\d+)");
  private static final int PENDING = 10_000;

  @Override
  public String name() {
    return always ? "JetStream, sync_interval always" : "JetStream, default";
  }

  @Override
  public Running start(Path folder, Consumer<String> arrived, Consumer<Throwable> failed)
      throws Exception {
    String program = Command.find("nats-server");
    Path config = folder.resolve("nats.conf");
    String sync = always ? ", sync_interval: always" : "";
    Files.writeString(
        config,
        "host: 127.0.0.1\nport: -1\njetstream { store_dir: \"" + folder + "/js\"" + sync + " }\n");
    String check = Command.output(folder, program, "-c", config.toString(), "-t");
    if (check.contains("unknown field")) {
      String version = Command.output(folder, program, "--version");
      throw new MissingException(
          version + " does not know sync_interval: 2.10 or later is needed, as in Debian 13");
    }
    Child child = Child.start("nats-server", folder, List.of(program, "-c", config.toString()));
    try {
      String url = "nats://127.0.0.1:" + child.awaitOutput(READY);
      return new Open(child, url, arrived, failed);
    } catch (IOException | RuntimeException e) {
      child.close();
      throw e;
    }
  }

  /** The server, and one connection for each side. */
  private static final class Open implements Running {
    private final Child child;
    private final Connection producer;
    private final Connection consumer;
    private final io.nats.client.JetStream stream;
    private final Consumer<Throwable> failed;

    Open(Child child, String url, Consumer<String> arrived, Consumer<Throwable> failed)
        throws Exception {
      this.child = child;
      this.failed = failed;
      producer = Nats.connect(options(url));
      consumer = Nats.connect(options(url));
      producer
          .jetStreamManagement()
          .addStream(
              StreamConfiguration.builder()
                  .name(SUBJECT)
                  .subjects(SUBJECT)
                  .storageType(StorageType.File)
                  .build());
      stream = producer.jetStream();
      Dispatcher dispatcher = consumer.createDispatcher();
      ConsumerConfiguration acks =
          ConsumerConfiguration.builder()
              .ackPolicy(AckPolicy.Explicit)
              .maxAckPending(PENDING)
              .build();
      consumer
          .jetStream()
          .subscribe(
              SUBJECT,
              dispatcher,
              message -> handle(message, arrived),
              false,
              PushSubscribeOptions.builder().configuration(acks).durable(SUBJECT).build());
      consumer.flush(java.time.Duration.ofSeconds(10));
    }

    private static Options options(String url) {
      return Options.builder().server(url).maxReconnects(0).build();
    }

    private static void handle(Message message, Consumer<String> arrived) {
      arrived.accept(new String(message.getData(), StandardCharsets.UTF_8));
      message.ack();
    }

    @Override
    public void send(int number, String payload) {
      stream
          .publishAsync(SUBJECT, payload.getBytes(StandardCharsets.UTF_8))
          .whenComplete(
              (ack, why) -> {
                if (why != null) {
                  failed.accept(why);
                }
              });
    }

    @Override
    public void close() throws IOException {
      try {
        producer.close();
        consumer.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        child.close();
      }
    }
  }
}

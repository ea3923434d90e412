package io.muster.bench.rival;

import io.muster.bench.process.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/**
 * Artemis over TCP, by its own protocol: durable messages sent without blocking, answered after the
 * sync of the journal; the consumer's acknowledgements are batched by its client.
 */
public record Artemis() implements Rival {
  private static final String QUEUE = "bench";
  private static final int WINDOW = 1 << 20;

  @Override
  public String name() {
    return "Artemis over TCP, journal synced";
  }

  @Override
  public Running start(Path folder, Consumer<String> arrived, Consumer<Throwable> failed)
      throws Exception {
    int port = FreePort.any();
    Child child =
        Child.start(
            "artemis",
            folder,
            List.of(
                Child.java(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                ArtemisBroker.class.getName(),
                folder.toString(),
                String.valueOf(port)));
    try {
      child.awaitOutput(Pattern.compile("artemis ready, journal (\\w+)"));
      return new Open(child, port, arrived, failed);
    } catch (IOException | RuntimeException e) {
      child.close();
      throw e;
    }
  }

  /** The broker, and one connection for each side. */
  private static final class Open implements Running {
    private final Child child;
    private final ServerLocator locator;
    private final ClientSessionFactory producerSide;
    private final ClientSessionFactory consumerSide;
    private final ClientSession session;
    private final ClientProducer producer;

    Open(Child child, int port, Consumer<String> arrived, Consumer<Throwable> failed)
        throws Exception {
      this.child = child;
      locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + port);
      locator.setBlockOnDurableSend(false);
      locator.setBlockOnAcknowledge(false);
      locator.setConfirmationWindowSize(WINDOW);
      producerSide = locator.createSessionFactory();
      consumerSide = locator.createSessionFactory();
      session = producerSide.createSession(true, true);
      session.createQueue(
          QueueConfiguration.of(QUEUE).setRoutingType(RoutingType.ANYCAST).setDurable(true));
      producer = session.createProducer(QUEUE);
      ClientSession receiving = consumerSide.createSession(true, true);
      receiving
          .createConsumer(QUEUE)
          .setMessageHandler(message -> handle(message, arrived, failed));
      receiving.start();
    }

    private static void handle(
        ClientMessage message, Consumer<String> arrived, Consumer<Throwable> failed) {
      try {
        arrived.accept(message.getBodyBuffer().readString());
        message.acknowledge();
      } catch (ActiveMQException e) {
        failed.accept(e);
      }
    }

    @Override
    public void send(int number, String payload) throws ActiveMQException {
      ClientMessage message = session.createMessage(true);
      message.getBodyBuffer().writeString(payload);
      producer.send(message);
    }

    @Override
    public void close() {
      producerSide.close();
      consumerSide.close();
      locator.close();
      child.close();
    }
  }
}

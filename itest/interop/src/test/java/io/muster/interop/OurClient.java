package io.muster.interop;

import io.muster.hub.signalhub.SignalhubRendezvous;
import io.muster.hub.spi.Rendezvous;
import io.muster.hub.spi.Rendezvous.Session;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Our client with one session. */
final class OurClient implements Rendezvous.Listener, AutoCloseable {
  private static final int LIMIT_SECONDS = 60;

  private final SignalhubRendezvous client = SignalhubRendezvous.of(Map.of(), System.out::println);
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
  private final Session session;

  OurClient(URI hub, String app, String... channels) throws Exception {
    session = get(client.connect(hub, app, Set.of(channels), this));
  }

  void publish(String channel, String json) throws Exception {
    get(session.publish(channel, json));
  }

  String message() throws InterruptedException {
    return messages.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  String end() throws InterruptedException {
    return ends.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void message(String json) {
    messages.add(json);
  }

  @Override
  public void closed(String reason) {
    ends.add(reason);
  }

  @Override
  public void close() {
    client.close();
  }
}

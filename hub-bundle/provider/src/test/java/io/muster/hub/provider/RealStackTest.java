package io.muster.hub.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.Channel;
import io.muster.hub.ChannelHandler;
import io.muster.hub.PeerProtocol;
import io.muster.hub.Peers;
import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.stored.BlockList;
import io.muster.hub.provider.stored.Memory;
import io.muster.hub.signalhub.SignalhubRendezvous;
import io.muster.hub.signalhub.server.SignalhubServer;
import io.muster.hub.tls.TlsNode;
import io.muster.hub.tls.TlsSettings;
import io.muster.hub.tls.TlsTransport;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing faked: a hub over HTTP, TLS over TCP, Ed25519 identities, real threads and time. */
class RealStackTest {
  @TempDir Path data;

  private final SignalhubServer hub = SignalhubServer.of(Map.of());
  private final Server jetty = new Server(new QueuedThreadPool(16));
  private final ServerConnector connector = new ServerConnector(jetty, 1, 1);

  @BeforeEach
  void startHub() throws Exception {
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    jetty.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder = new ServletHolder(hub.servlet());
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/");
    jetty.setHandler(context);
    jetty.start();
  }

  @AfterEach
  void stopHub() throws Exception {
    hub.close();
    jetty.stop();
  }

  private final class RealNode implements PeerProtocol, Journal {
    private final LocalIdentity identity = LocalIdentity.generate(new SecureRandom());
    private final Ed25519Verifier verifier = new Ed25519Verifier();
    private final HubThreads threads = new HubThreads(4, this);
    private final TlsTransport transport =
        new TlsTransport(
            TlsNode.of(identity, () -> verifier, new SecureRandom()), TlsSettings.DEFAULT);
    private final SignalhubRendezvous rendezvous = SignalhubRendezvous.of(Map.of(), w -> {});
    private final BlockingQueue<Channel> opened = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    private final Semaphore closedChannels = new Semaphore(0);
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final HubNode node;

    private RealNode() {
      Keyring keyring = new Keyring();
      keyring.identity(identity);
      keyring.verifier(verifier);
      Surroundings around = threads.surroundings(new SecureRandom());
      Path file = data.resolve(identity.key().hashCode() + "").resolve("announce.sequence");
      HubNode.Voice voice =
          new HubNode.Voice(identity.key(), keyring, new Sequence(around.clock(), file, this));
      URI address = URI.create("http://127.0.0.1:" + connector.getLocalPort());
      // only who wants the other dials: on a busy machine both might dial, and one link be replaced
      HubSettings settings =
          HubSettings.of(Map.of("hubs", address.toString(), "connections.low", 0));
      assertEquals(List.of(), settings.report().problems());
      HubNode.Kept kept = new HubNode.Kept(BlockList.inMemory(), new Memory(null, this::failure));
      node = new HubNode(voice, kept, settings, around, this);
      node.addProtocol("test/1", this);
      node.transports().add(transport, Set.of("tls"));
      node.rendezvous().add(rendezvous, Set.of("http", "https"));
      node.start(online -> log.add("ONLINE " + online));
    }

    private PeerKey key() {
      return identity.key();
    }

    private Channel channel() throws InterruptedException {
      Channel channel = opened.poll(30, TimeUnit.SECONDS);
      assertTrue(channel != null, () -> "no channel: " + log + node.peers().peers());
      return channel;
    }

    private void close() {
      node.leave();
      threads.close(node);
      transport.close();
      rendezvous.close();
    }

    @Override
    public ChannelHandler opened(Channel channel) {
      opened.add(channel);
      return new ChannelHandler() {
        @Override
        public void received(ByteBuffer message) {
          heard.add(message.getInt(0));
        }

        @Override
        public void closed(String reason) {
          closedChannels.release();
        }
      };
    }

    @Override
    public void report(Effect.Topic topic, String text) {
      log.add(topic + " " + text);
    }

    @Override
    public void failure(String what, Throwable cause) {
      log.add("FAILURE " + what + " " + cause);
    }
  }

  private static void sendMany(Channel channel, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      ByteBuffer message = ByteBuffer.allocate(Channel.MAX_MESSAGE).putInt(0, i);
      channel.send(message).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void strangersFindEachOtherAtAHubAndTalkOverTls() throws Exception {
    RealNode a = new RealNode();
    RealNode b = new RealNode();
    Peers.Want want = a.node.peers().want(Set.of(b.key()), Peers.Priority.HIGH);
    try {
      Channel there = a.channel();
      assertEquals(b.key(), there.connection().peer());
      assertEquals("tls", there.connection().address().scheme());
      sendMany(there, 300);
      sendMany(b.channel(), 300);
      for (int i = 0; i < 300; i++) {
        assertEquals(i, b.heard.poll(30, TimeUnit.SECONDS));
        assertEquals(i, a.heard.poll(30, TimeUnit.SECONDS));
      }
      reconnects(a, b);
    } finally {
      want.close();
      Duration left = timed(a::close).plus(timed(b::close));
      assertTrue(left.toSeconds() < 30, () -> "closing two nodes took " + left);
    }
    assertEquals(List.of(), a.log.stream().filter(l -> l.startsWith("FAILURE")).toList());
    assertEquals(List.of(), b.log.stream().filter(l -> l.startsWith("FAILURE")).toList());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!threads().isEmpty()) {
      assertTrue(System.nanoTime() < deadline, () -> "threads are left: " + threads());
      Thread.onSpinWait();
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("muster-hub-"))
        .filter(t -> !t.getName().startsWith("muster-hub-signalhub"))
        .map(Thread::getName)
        .toList();
  }

  /** A transport that goes takes its links; when it is back, the wanted peer is. */
  private static void reconnects(RealNode a, RealNode b) throws Exception {
    b.node.transports().remove(b.transport);
    assertTrue(a.closedChannels.tryAcquire(30, TimeUnit.SECONDS));
    b.node.transports().add(b.transport, Set.of("tls"));
    sendMany(a.channel(), 3);
    b.channel();
    for (int i = 0; i < 3; i++) {
      assertEquals(i, b.heard.poll(30, TimeUnit.SECONDS));
    }
  }

  private static Duration timed(Runnable task) {
    long before = System.nanoTime();
    task.run();
    return Duration.ofNanos(System.nanoTime() - before);
  }
}

package io.muster.hub.provider;

import io.muster.hub.Channel;
import io.muster.hub.ChannelHandler;
import io.muster.hub.Connection;
import io.muster.hub.PeerListener;
import io.muster.hub.PeerProtocol;
import io.muster.hub.provider.machine.Action;
import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.machine.PeerAction;
import io.muster.hub.provider.stored.AtomicFile;
import io.muster.hub.provider.stored.BlockList;
import io.muster.hub.provider.stored.Memory;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A node in a {@link World}, with one protocol that notes what it hears. */
final class TestNode implements PeerProtocol, PeerListener, Journal {
  static final String PROTOCOL = "test/1";

  final World world;
  final PeerKey key;
  final HubNode node;
  final FakeNet.FakeTransport transport;
  final Map<PeerKey, Channel> channels = new LinkedHashMap<>();
  final List<String> heard = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  final Set<PeerKey> connected = new java.util.TreeSet<>();
  final List<Class<?>> actions = new ArrayList<>();
  int mostConnected;
  int everConnected;
  private boolean alive = true;

  TestNode(World world, FakeNet net, PeerKey key, Map<String, Object> properties) {
    this(world, net, key, properties, null);
  }

  /** A node that keeps what outlives a process in a folder. */
  TestNode(World world, FakeNet net, PeerKey key, Map<String, Object> properties, Path folder) {
    this.world = world;
    this.key = key;
    Keyring keyring = new Keyring();
    keyring.identity(new FakeIdentity(key));
    keyring.verifier(FakeIdentity.VERIFIER);
    Surroundings around = world.surroundings(() -> alive);
    AtomicFile memory = folder == null ? null : new AtomicFile(folder.resolve("memory"));
    BlockList blocked =
        folder == null
            ? BlockList.inMemory()
            : BlockList.open(new AtomicFile(folder.resolve("blocked")));
    HubNode.Kept kept = new HubNode.Kept(blocked, new Memory(memory, this::failure));
    HubNode.Voice voice = new HubNode.Voice(key, keyring, new Sequence(around.clock(), null, this));
    node = new HubNode(voice, kept, HubSettings.of(properties), around, this);
    transport = net.transport(key);
    node.addListener(this);
    node.addProtocol(PROTOCOL, this);
    node.transports().add(transport, Set.of(FakeNet.SCHEME));
    node.start(online -> log.add("ONLINE " + online));
  }

  /** Lets the node use hubs. */
  TestNode at(FakeHub hubs, URI... addresses) {
    node.rendezvous().add(hubs.client(() -> alive), FakeHub.SCHEMES_SERVED);
    Arrays.asList(addresses).forEach(node.hubs()::add);
    return this;
  }

  /** Tells the node where a peer is, as staging would. */
  void meet(PeerKey peer) {
    node.machine()
        .dispatch(new PeerAction.PeerDidStage(peer, FakeNet.address(peer), world.millis()));
  }

  /** The process ends without a word to anybody. */
  void crash(boolean silently) {
    transport.crash(silently);
    alive = false;
  }

  void say(PeerKey peer, String text) {
    channels.get(peer).send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public ChannelHandler opened(Channel channel) {
    PeerKey peer = channel.connection().peer();
    channels.put(peer, channel);
    return new ChannelHandler() {
      @Override
      public void received(ByteBuffer message) {
        heard.add(StandardCharsets.UTF_8.decode(message).toString());
      }

      @Override
      public void closed(String reason) {
        channels.remove(peer, channel);
      }
    };
  }

  @Override
  public void connected(Connection connection) {
    if (!connected.add(connection.peer())) {
      throw new AssertionError("two connections to " + connection.peer());
    }
    everConnected++;
    mostConnected = Math.max(mostConnected, connected.size());
  }

  @Override
  public void disconnected(Connection connection, String reason) {
    connected.remove(connection.peer());
  }

  @Override
  public void report(Effect.Topic topic, String text) {
    log.add(topic + " " + text);
  }

  @Override
  public void trace(Action action) {
    actions.add(action.getClass());
  }

  @Override
  public void failure(String what, Throwable cause) {
    log.add("FAILURE " + what + ": " + cause);
  }
}

package io.muster.events.provider.sync;

import io.muster.events.provider.sim.world.SimConnection;
import io.muster.hub.Channel;
import io.muster.hub.ChannelHandler;
import io.muster.hub.Connection;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A peer whose words the test chooses, and who writes down what it is told. */
final class ScriptedPeer implements Channel {
  final PeerKey key;
  final List<Message> told = new ArrayList<>();
  String accused;
  String closed;
  private ChannelHandler handler;

  ScriptedPeer(PeerKey key) {
    this.key = key;
  }

  void open(Replication replication) {
    handler = replication.opened(this);
  }

  void say(Message message) {
    handler.received(MessageCodec.encode(message));
  }

  void say(byte[] bytes) {
    handler.received(ByteBuffer.wrap(bytes));
  }

  void leave() {
    handler.closed("It left");
  }

  /** Returns what it was told of one type, and forgets all it was told. */
  <M extends Message> List<M> told(Class<M> type) {
    List<M> of = told.stream().filter(type::isInstance).map(type::cast).toList();
    told.clear();
    return of;
  }

  @Override
  public Connection connection() {
    return new SimConnection(key);
  }

  @Override
  public String protocol() {
    return "events/1/test";
  }

  @Override
  public CompletionStage<Void> send(ByteBuffer message) {
    told.add(MessageCodec.decode(message));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close(String reason) {
    closed = reason;
  }

  @Override
  public void misbehaved(String reason) {
    accused = reason;
  }
}

package io.muster.hub.provider.mux;

import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import io.muster.hub.Channel;
import io.muster.hub.ChannelHandler;
import io.muster.hub.Connection;
import io.muster.hub.PeerProtocol;
import io.muster.hub.provider.mux.Frame.Kind;
import io.muster.hub.spi.Link;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What peers send instead of frames, and in which order. */
@Tag("fuzz")
class FrameFuzzTest {
  private static final String NAME = "events/1/x";
  private static final PeerKey PEER = key();

  private static PeerKey key() {
    byte[] bytes = new byte[PeerKey.BYTES];
    new Random(3).nextBytes(bytes);
    bytes[31] &= 0x3f;
    return PeerKey.of(bytes);
  }

  private static List<Frame> frames() {
    ByteBuffer versions = ByteBuffer.wrap(new byte[] {0, 1, 0, 1});
    return List.of(
        new Frame(Kind.HELLO, 0, 77, versions),
        Frame.text(Kind.OFFER, 0, 0, NAME),
        Frame.text(Kind.OPEN, 1, 0, NAME),
        Frame.text(Kind.DATA, 1, 0, "some bytes"),
        Frame.of(Kind.CREDIT, 1, 262_144),
        Frame.text(Kind.CLOSE, 1, 3, "reason"),
        Frame.of(Kind.PING, 0, 1),
        Frame.of(Kind.PONG, 0, 1),
        Frame.text(Kind.WITHDRAW, 0, 0, NAME),
        Frame.text(Kind.GOODBYE, 0, 2, "bye"),
        Frame.text(Kind.EXTENSION, 0, 5, "later"));
  }

  private static byte[] bytes(Frame frame) {
    ByteBuffer encoded = frame.encode();
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  @Test
  void frameIsItsOneEncodingOrRefused() {
    Fuzz.of(Subject.FRAME)
        .from(frames().stream().map(FrameFuzzTest::bytes).toList())
        .refusing(FrameException.class)
        .within(8_000, 8)
        .run(
            in -> {
              Frame frame = Frame.decode(ByteBuffer.wrap(in));
              frame.reason();
              return frame;
            },
            frame -> frame.kind() == Kind.EXTENSION ? null : bytes(frame));
  }

  /** Each frame behind its length, in two bytes; the first byte of all says who dialled. */
  private static byte[] said(boolean dialled, int... which) {
    ByteBuffer all = ByteBuffer.allocate(4_000).put((byte) (dialled ? 1 : 0));
    for (int i : which) {
      byte[] frame = bytes(frames().get(i));
      all.putShort((short) frame.length).put(frame);
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  @Test
  void connectionOutlivesWhateverIsSent() {
    List<byte[]> talks = new ArrayList<>();
    talks.add(said(false, 0, 6, 2, 3, 4, 3, 5));
    talks.add(said(true, 0, 1, 4, 3, 7, 8, 10));
    talks.add(said(true, 0, 1, 3, 3, 5, 9));
    talks.add(said(false, 0, 2, 3, 5, 2));
    Fuzz.of(Subject.LINK)
        .from(talks)
        .neverRefusing()
        .within(200_000, 64)
        .run(in -> new Side(in.length > 0 && in[0] == 1).receive(in), side -> null);
  }

  /** One end of a link on a thread that the test is. */
  private static final class Side implements Multiplexer.Owner, Connection, Link {
    private final boolean dialled;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Multiplexer mux =
        new Multiplexer(
            this, this, tasks::add, () -> 1_000_000_000L, new Multiplexer.Patience(9, 9, 9));
    private Handler handler;
    private boolean linkClosed;
    private int ends;

    Side(boolean dialled) {
      this.dialled = dialled;
      mux.start();
      mux.hello(5);
    }

    Side receive(byte[] in) {
      ByteBuffer rest = ByteBuffer.wrap(in, Math.min(1, in.length), Math.max(0, in.length - 1));
      while (rest.remaining() >= 2 && !linkClosed) {
        int length = Math.min(rest.getShort() & 0xffff, rest.remaining());
        handler.received(rest.slice(rest.position(), length).asReadOnlyBuffer());
        rest.position(rest.position() + length);
        runAll();
      }
      handler.closed("over");
      runAll();
      if (ends != 1) {
        throw new AssertionError("it ended " + ends + " times");
      }
      return this;
    }

    private void runAll() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }

    @Override
    public void greeted(long nonce) {
      tasks.add(() -> mux.open(this, Map.of(NAME, new Echo())));
    }

    @Override
    public void ended(CloseCode code, String reason, boolean blamed) {
      ends++;
    }

    @Override
    public void report(String what, Throwable cause) {
      throw new AssertionError(what, cause);
    }

    @Override
    public PeerKey remote() {
      return PEER;
    }

    @Override
    public PeerKey peer() {
      return PEER;
    }

    @Override
    public PeerAddress address() {
      return PeerAddress.parse("local:" + PEER);
    }

    @Override
    public void start(Handler to) {
      handler = to;
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer message) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      linkClosed = true;
    }

    @Override
    public boolean dialled() {
      return dialled;
    }

    @Override
    public Instant since() {
      return Instant.EPOCH;
    }

    @Override
    public Optional<Duration> roundTrip() {
      return mux.roundTrip();
    }

    @Override
    public Hold hold(String reason) {
      return () -> {};
    }
  }

  private static final class Echo implements PeerProtocol {
    @Override
    public ChannelHandler opened(Channel channel) {
      return new ChannelHandler() {
        @Override
        public void received(ByteBuffer message) {
          channel.send(message);
        }

        @Override
        public void closed(String reason) {}
      };
    }
  }
}

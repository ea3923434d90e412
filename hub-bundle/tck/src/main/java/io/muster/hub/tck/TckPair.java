package io.muster.hub.tck;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.muster.hub.spi.Link;
import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.Transport.Listening;
import io.muster.peer.PeerAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node that dials and one that listens. */
final class TckPair {
  static final Duration DIAL = Duration.ofSeconds(TransportTck.LIMIT_S);

  final TckNode dialler;
  final TckNode listener;
  final LinkedBlockingQueue<Link> accepted = new LinkedBlockingQueue<>();
  final Listening listening;
  final PeerAddress address;

  TckPair(TckNode dialler, TckNode listener) throws Exception {
    this.dialler = dialler;
    this.listener = listener;
    this.listening = await(listener.transport().listen(accepted::add), "listen");
    assertTrue(!listening.addresses().isEmpty(), "a listening node has no address");
    this.address = listening.addresses().get(0);
  }

  Link dial() throws Exception {
    return await(dialler.transport().dial(address, DIAL), "dial " + address);
  }

  Link accepted() throws InterruptedException {
    Link link = accepted.poll(TransportTck.LIMIT_S, TimeUnit.SECONDS);
    assertNotNull(link, "the acceptor was not given the link");
    return link;
  }

  static <T> T await(CompletionStage<T> stage, String what) throws Exception {
    try {
      return stage.toCompletableFuture().get(TransportTck.LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(what + " failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(what + " neither completed nor failed", e);
    }
  }

  static LinkException failure(CompletionStage<?> stage, String what) throws Exception {
    try {
      stage.toCompletableFuture().get(TransportTck.LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return assertInstanceOf(
          LinkException.class, e.getCause(), what + " must fail with a LinkException");
    } catch (TimeoutException e) {
      throw new AssertionError(what + " neither completed nor failed", e);
    }
    return fail(what + " succeeded, but must fail");
  }
}

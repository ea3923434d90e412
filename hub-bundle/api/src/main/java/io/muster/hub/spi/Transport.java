package io.muster.hub.spi;

import io.muster.peer.PeerAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service: turns an address into a {@link Link}. A transport that goes away closes its
 * links and nobody else's.
 */
@ConsumerType
public interface Transport {
  /** Service property, {@code String+}, required: the {@link PeerAddress#scheme schemes} served. */
  String SCHEMES = "muster.transport.schemes";

  /**
   * Dials. Returns at once; what takes time completes later.
   *
   * @param address whom, with the key that is expected there
   * @param timeout after which the attempt is given up and everything it holds is released: 1 ms to
   *     5 min
   * @return completes with an open link to exactly that key, or fails with a {@link LinkException};
   *     if another key answers, its message names both
   */
  CompletionStage<Link> dial(PeerAddress address, Duration timeout);

  /**
   * Begins to accept links, as the transport's own configuration says.
   *
   * @param acceptor is given each link once the peer's key is proven
   * @return completes when links are accepted, or fails with a {@link LinkException}
   */
  CompletionStage<Listening> listen(Acceptor acceptor);

  /** Is given the links that others dial. */
  @ConsumerType
  interface Acceptor {
    /**
     * Called once for each link, which stays silent until {@link Link#start}.
     *
     * @param link an open link; the acceptor closes it
     */
    void accepted(Link link);
  }

  /** A transport that accepts links. */
  @ConsumerType
  interface Listening extends AutoCloseable {
    /**
     * Returns the addresses at which others can dial this node.
     *
     * @return immutable, with this node's key; empty if it cannot be dialled
     */
    java.util.List<PeerAddress> addresses();

    /** Accepts no more; open links stay. Repeatable, returns within 5 s. */
    @Override
    void close();
  }
}

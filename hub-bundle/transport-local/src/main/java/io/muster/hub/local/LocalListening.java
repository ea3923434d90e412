package io.muster.hub.local;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.hub.spi.Transport.Listening;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A name in the exchange, and the offers made for it. */
final class LocalListening implements Listening {
  private final LocalExchange exchange;
  private final PeerKey key;
  private final BlockingQueue<Object[]> offers;
  private final Consumer<LocalListening> whenClosed;
  private volatile boolean closed;

  private LocalListening(
      LocalExchange exchange,
      PeerKey key,
      BlockingQueue<Object[]> offers,
      Consumer<LocalListening> whenClosed) {
    this.exchange = exchange;
    this.key = key;
    this.offers = offers;
    this.whenClosed = whenClosed;
  }

  static LocalListening open(
      LocalExchange exchange, PeerKey key, Consumer<LocalListening> whenClosed) {
    BlockingQueue<Object[]> offers =
        exchange
            .register(key)
            .orElseThrow(
                () ->
                    new LinkException(
                        Reason.CONFIGURATION,
                        "Another node of this JVM listens as " + key + " already",
                        null));
    return new LocalListening(exchange, key, offers, whenClosed);
  }

  @Override
  public List<PeerAddress> addresses() {
    return List.of(PeerAddress.parse(LocalTransport.SCHEME + ":" + key));
  }

  /** The next offer; null when closed. */
  Object[] next() {
    try {
      while (!closed) {
        Object[] offer = offers.poll(50, TimeUnit.MILLISECONDS);
        if (offer != null) {
          return offer;
        }
      }
    } catch (InterruptedException e) {
      close();
    }
    return null;
  }

  @Override
  public void close() {
    closed = true;
    exchange.unregister(key, offers);
    whenClosed.accept(this);
    for (Object[] offer = offers.poll(); offer != null; offer = offers.poll()) {
      LocalPipe.listener(offer).end("the other node listens no more");
    }
  }
}

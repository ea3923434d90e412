package io.muster.hub.signalhub.server;

import java.io.IOException;

/** The way to one subscriber's network connection. Used by one thread at a time. */
interface Outlet {
  /** Says whether the next call would not block; if not, {@link Subscriber#pump} follows later. */
  boolean isReady();

  void write(byte[] bytes) throws IOException;

  void flush() throws IOException;

  /** Ends the stream. */
  void complete();
}

package io.muster.hub.tck;

/** A transport that keeps every promise passes. */
class MemoryTransportTckTest extends MemoryTck {
  MemoryTransportTckTest() {
    super(MemoryTransport.Fault.NONE, 30);
  }
}

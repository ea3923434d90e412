/**
 * What every {@link io.muster.hub.spi.Transport} and {@link io.muster.hub.spi.Rendezvous} must
 * show. Extend {@link io.muster.hub.tck.TransportTck} or {@link io.muster.hub.tck.RendezvousTck} in
 * a test of the implementation; JUnit finds the inherited tests. A failure's message says which
 * promise of the contract was broken.
 */
package io.muster.hub.tck;

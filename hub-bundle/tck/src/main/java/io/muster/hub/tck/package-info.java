/**
 * What every {@link io.muster.hub.spi.Transport} must show. Extend {@link TransportTck} in a test
 * of the implementation; JUnit finds the inherited tests. A failure's message says which promise of
 * the contract was broken.
 */
package io.muster.hub.tck;

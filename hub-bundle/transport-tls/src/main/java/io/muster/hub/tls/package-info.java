/**
 * Links over TCP with TLS 1.3. Both ends prove their keys: each has a certificate that is fresh at
 * each start and carries the node's key and the identity's signature. Framing and certificate:
 * {@code hub-bundle/api/WIRE.md}. Nothing here is exported.
 */
package io.muster.hub.tls;

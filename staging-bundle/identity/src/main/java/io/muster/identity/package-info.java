/**
 * Who this node is: the key file, Ed25519 signatures, X25519 agreement and HPKE (Bouncy Castle's
 * lightweight classes; no security provider is registered), and the services and commands made of
 * them. Nothing here is exported.
 */
package io.muster.identity;

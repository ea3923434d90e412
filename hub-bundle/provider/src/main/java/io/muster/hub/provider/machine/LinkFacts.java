package io.muster.hub.provider.machine;

/**
 * An open link.
 *
 * @param id its number at this node
 * @param dialled whether this node dialled
 * @param nonce names the peer's process
 * @param scheme of the transport that carries it
 */
public record LinkFacts(long id, boolean dialled, long nonce, String scheme) {
  /** How good the transport is; both ends count alike, as WIRE.md says. */
  int rank() {
    return switch (scheme) {
      case "local" -> 3;
      case "tls" -> 2;
      case "webrtc" -> 1;
      default -> 0;
    };
  }
}

package io.muster.hub.provider.machine;

/**
 * An open link.
 *
 * @param id its number at this node
 * @param dialled whether this node dialled
 * @param nonce names the peer's process
 */
public record LinkFacts(long id, boolean dialled, long nonce) {}

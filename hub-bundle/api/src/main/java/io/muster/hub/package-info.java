/**
 * Rendezvous and connections: which hubs this node announces itself at ({@link Hubs}), which peers
 * it knows and is connected to ({@link Peers}), and what runs over a connection ({@link
 * PeerProtocol}, {@link Channel}).
 *
 * <p>{@link Hubs} and {@link Peers} are implemented by the hub provider; {@link PeerProtocol},
 * {@link ChannelHandler} and {@link PeerListener} by whoever wants to talk or to watch, and
 * registered as services. <b>Threads:</b> any thread may call; callbacks come on Muster threads,
 * one at a time for each channel and for each listener, never under a lock: do not block.
 * <b>Null:</b> never in, never out. <b>Errors:</b> stages fail with {@link
 * io.muster.peer.MusterException}. <b>Limits:</b> a message of a channel has at most {@link
 * Channel#MAX_MESSAGE} bytes.
 */
@Export
@Version("0.1.0")
package io.muster.hub;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

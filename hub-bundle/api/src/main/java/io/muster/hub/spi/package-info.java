/**
 * What others may implement: how links to peers are made ({@link Transport}) and how peers find
 * each other ({@link Rendezvous}). Called only by the hub provider.
 *
 * <p><b>Threads:</b> any thread may call; implementations call back on threads of their own, one at
 * a time for each link, and never under a lock. <b>Null:</b> never in, never out. <b>Order:</b>
 * what is sent on a link arrives in order, whole, once, or the link ends. <b>Errors:</b> {@link
 * LinkException} and {@link RendezvousException} say what was seen. <b>Limits:</b> a message of a
 * link has at most {@link Link#MAX_MESSAGE} bytes; whatever a stranger sends is bounded before it
 * is kept. <b>Check yours with</b> {@code io.muster.hub.tck}.
 */
@Export
@Version("0.1.0")
package io.muster.hub.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

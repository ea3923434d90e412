/**
 * The bench of peers that could be connected to: a list of addresses with data, in the order in
 * which they came, that one can change and watch.
 *
 * <p>{@link Staging} is implemented by a staging provider and called by everybody; {@link
 * StagingListener} and {@link StagingGuard} are implemented by whoever wants to watch or to refuse
 * and registered as services. <b>Order:</b> all changes of one bench have one total order, given by
 * the revision; listeners and streams see them in that order even when a listener changes the
 * bench. <b>Threads:</b> any thread may call; listeners and subscribers are called on Muster
 * threads, one call at a time for each of them: one that blocks holds up nobody else. <b>Null:</b>
 * never in, never out. <b>Errors:</b> {@link IllegalArgumentException} for what can never be
 * staged, {@link IllegalStateException} once the bench is closed, which is checked first.
 */
@Export
@Version("0.1.0")
package io.muster.staging;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/**
 * The words that all bundles share: who a peer is ({@link PeerKey}), where it can be reached
 * ({@link PeerAddress}), how this node proves who it is ({@link Identity}, {@link KeyAgreement})
 * and how it checks others ({@link SignatureVerifier}).
 *
 * <p><b>Implemented by</b> an identity bundle (the values {@code PeerKey} and {@code PeerAddress}
 * live here), <b>called by</b> everybody. <b>Threads:</b> every type may be used from any thread.
 * <b>Null:</b> never in, never out. <b>Errors:</b> a malformed text is an {@link
 * IllegalArgumentException} that says what was expected and where; everything that goes wrong later
 * is a {@link MusterException}.
 */
@Export
@Version("0.1.0")
package io.muster.peer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

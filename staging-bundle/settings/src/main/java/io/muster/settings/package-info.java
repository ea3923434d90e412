/**
 * Typed, checked configuration: what Metatype describes but nobody enforces. Components read their
 * properties through {@link Settings}, which collects every problem (unknown key with its nearest
 * match, wrong type, out of range) instead of stopping at the first, and publish the outcome as a
 * {@link SettingsReport} service, so that the log and {@code muster:diagnose} can name it.
 *
 * <p><b>Threads:</b> a {@link Settings} is used by one thread; reports are immutable. <b>Null:</b>
 * never in, never out.
 */
@Export
@Version("0.1.0")
package io.muster.settings;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

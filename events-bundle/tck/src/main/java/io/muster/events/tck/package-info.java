/**
 * What every {@link io.muster.events.spi.EventStore} must show. Extend {@link
 * io.muster.events.tck.EventStoreTck} in the tests of a store, with JUnit 5; each failure begins
 * with the number of the rule that is broken.
 */
@Export
@Version("0.1.0")
package io.muster.events.tck;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

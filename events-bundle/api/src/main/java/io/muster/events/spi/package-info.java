/**
 * What a store must offer to keep feeds: append-only logs, blobs found by hash, and small atomic
 * cells. Implemented by store bundles, called only by the events provider.
 *
 * <p><b>Threads:</b> any thread may call; no call waits for the disk but {@code read}, {@code
 * blob}, {@code cell}, {@code blobHashes}, {@code verify} and {@code close}. Stages complete on a
 * thread of the store's: do not block. <b>Null:</b> never in, never out. <b>Order:</b> what a
 * completed stage confirmed is on disk, and appends to one log are in the order of the calls.
 * <b>Errors:</b> {@link StoreException} says what to do; methods that return a stage fail the stage
 * with it, the others throw it. Arguments that are wrong by themselves (a name, a hash of another
 * length, an empty entry) are an {@link IllegalArgumentException} of the call, as {@link
 * StoreArguments} has it. After a failed fsync nothing more is confirmed until the store is opened
 * again. <b>Limits:</b> entry 64 KiB + 1 KiB, blob 2 MiB, blobs of one append 32 MiB, cell 64 KiB,
 * names 128 characters of {@code [A-Za-z0-9._/=-]}. <b>Check yours with</b> {@code
 * io.muster.events.tck}.
 */
@Export
@Version("0.1.0")
package io.muster.events.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

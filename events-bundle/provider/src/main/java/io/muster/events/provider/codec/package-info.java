/**
 * The bytes of feeds: entries, batches, and the values they are made of. WIRE.md has the tables.
 */
package io.muster.events.provider.codec;

/**
 * Anti-entropy: the protocol {@code events/1} by which members compare their feeds and fetch what
 * they lack. Byte tables: {@code events-bundle/api/WIRE.md}, "Messages".
 */
package io.muster.events.provider.sync;

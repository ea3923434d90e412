/**
 * The one thread that owns a topic's state, and its timers; both can be replaced by virtual ones.
 */
package io.muster.events.provider.thread;

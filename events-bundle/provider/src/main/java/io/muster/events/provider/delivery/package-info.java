/**
 * Delivery: the recipient's lane, the server's receipts, and calls of users' handlers under a
 * lease. All but the answers of handlers is confined to the topic's thread.
 */
package io.muster.events.provider.delivery;

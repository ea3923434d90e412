/**
 * Topics as services: wiring of feeds, replication and delivery, for a server or a client. A
 * factory configuration {@code io.muster.events} opens one topic.
 */
package io.muster.events.provider;

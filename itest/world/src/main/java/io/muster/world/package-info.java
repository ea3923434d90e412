/**
 * Many nodes in one thread on virtual time: the shipped machine of the hub, with an edge of its own
 * that has links and hubs only in memory.
 */
package io.muster.world;

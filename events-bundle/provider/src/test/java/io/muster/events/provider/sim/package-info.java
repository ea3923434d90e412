/** Nodes, disks and time that a test holds in its hands. */
package io.muster.events.provider.sim;

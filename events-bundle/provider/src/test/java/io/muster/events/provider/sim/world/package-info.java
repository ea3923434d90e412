/** Virtual time, network and disks, and nodes of the shipped classes on them. */
package io.muster.events.provider.sim.world;

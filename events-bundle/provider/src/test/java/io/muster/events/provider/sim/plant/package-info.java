/** Bugs that are planted into copies of the shipped classes, to see that they are caught. */
package io.muster.events.provider.sim.plant;

/** What happens to a world, drawn from a seed, and how it happens. */
package io.muster.events.provider.sim.faults;

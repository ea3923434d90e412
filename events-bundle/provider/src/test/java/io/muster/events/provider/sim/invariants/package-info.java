/** What must hold, each rule by itself. */
package io.muster.events.provider.sim.invariants;

/** Members that do not keep to the rules. */
package io.muster.events.provider.sim.actors;

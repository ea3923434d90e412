/** The figures of the hub's rules in a simulated world. */
package io.muster.bench.hub;

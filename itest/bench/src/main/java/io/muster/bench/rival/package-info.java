/** Others that carry durable events, loaded in the same way as Muster. */
package io.muster.bench.rival;

/** Processes that a benchmark starts, and the orders that they take. */
package io.muster.bench.process;

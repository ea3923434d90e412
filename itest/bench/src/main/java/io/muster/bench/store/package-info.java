/** The figure of the store alone. */
package io.muster.bench.store;

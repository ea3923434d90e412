/** The bench of peers beside the original and beside a bare map. */
package io.muster.bench.staging;

/** Figures beside their rivals and limits, and how they are printed. */
package io.muster.bench.figure;

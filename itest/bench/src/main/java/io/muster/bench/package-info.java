/** Benchmarks, each beside its limits and rivals in one run: {@code itest/muster bench}. */
package io.muster.bench;

/** The figures of events between two or more real nodes. */
package io.muster.bench.events;

/** Feeds decoders with inputs of strangers. For tests alone; no part of any bundle. */
package io.muster.fuzz;

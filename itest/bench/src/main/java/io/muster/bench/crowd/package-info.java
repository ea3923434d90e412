/** Many users in one process: a framework for each, which share the classes of the bundles. */
package io.muster.bench.crowd;

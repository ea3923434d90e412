/**
 * Links between nodes in one JVM, also between frameworks whose class loaders know nothing of each
 * other: what they share are JDK objects only. Links break, stall and are refused on demand.
 * Nothing here is exported.
 */
package io.muster.hub.local;

/** The runnable Felix: one jar that starts a node, a hub, or a conformance run. */
package io.muster.host;

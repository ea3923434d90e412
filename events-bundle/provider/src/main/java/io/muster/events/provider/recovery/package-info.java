/** What a node does that has lost its disk, or part of it, and has kept its key. */
package io.muster.events.provider.recovery;

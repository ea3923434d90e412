/** Feeds as they are stored, the writer of the own one, and the fold over all of them. */
package io.muster.events.provider.feed;

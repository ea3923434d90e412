/** What all loads share, those inside nodes and those on rivals: events, rounds and times. */
package io.muster.bench.load;

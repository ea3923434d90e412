/**
 * Says what is missing and how to mend it. Runs when nothing else does: it is started by the
 * framework alone, imports everything but the framework optionally, and looks services up when
 * asked. Nothing here is exported.
 */
package io.muster.diagnose;

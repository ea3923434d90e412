/** Health checks of topics and of their store, for hosts that have Felix Health Checks. */
package io.muster.events.ops;

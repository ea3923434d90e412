/** Strict, bounded reading of JSON that others wrote: strangers at hubs, and files. */
package io.muster.hub.provider.json;

/** What the hub keeps over restarts: blocked peers, back-off and hubs. Layout: FORMAT.md. */
package io.muster.hub.provider.stored;

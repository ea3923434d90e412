/** What is sealed, by whom and for whom: bodies, their keys, results. */
package io.muster.events.provider.crypto;

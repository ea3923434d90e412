/**
 * Runs recorded behaviour against the services that are installed: addresses, traces of staging,
 * transcripts of hubs. Files are read from any folder; their {@code format} field decides which
 * {@link io.muster.conformance.ConformanceSuite} runs them.
 */
package io.muster.conformance;

package io.muster.conformance;

import java.util.Map;

/**
 * An answer as it came.
 *
 * @param status the status
 * @param fields names in lower case
 * @param body empty for streams
 */
record RawAnswer(int status, Map<String, String> fields, String body) {}

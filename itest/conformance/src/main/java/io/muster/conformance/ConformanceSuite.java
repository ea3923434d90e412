package io.muster.conformance;

import com.google.gson.JsonObject;

/**
 * Runs the items of one format. Registered as a service by whoever has what it needs; a suite that
 * is missing makes its items fail, not vanish.
 */
public interface ConformanceSuite {
  /**
   * Returns the format that this suite reads.
   *
   * @return the text of the field {@code format}, such as {@code staging-traces/1}
   */
  String format();

  /**
   * Runs one item. Called on a fresh thread for each item, one item at a time; an item that takes
   * longer than the runner's limit is interrupted and counts as failed.
   *
   * @param item an object with an {@code id}, from any of the arrays of the file
   * @param file the whole file, for fields that its items share
   * @return what came of it
   * @throws Exception whatever goes wrong, which counts as failed
   */
  Outcome run(JsonObject item, JsonObject file) throws Exception;
}

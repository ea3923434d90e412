package io.muster.events.provider.crypto;

/**
 * What an event says.
 *
 * @param type what kind of event it is, perhaps empty
 * @param json the payload
 */
public record Content(String type, String json) {
  /** Shows nothing secret. */
  @Override
  public String toString() {
    return "Content[" + json.length() + " characters]";
  }
}

package io.muster.fuzz;

/** What reads bytes of strangers or of a disk, and how many inputs each is given. */
public enum Subject {
  /** One entry of a feed, of any kind. */
  ENTRY(150_000),
  /** A batch: header, root and entries. */
  BATCH(60_000),
  /** A dead letter, as it is kept. */
  DEAD_LETTER(20_000),
  /** What is remembered of a feed that was trimmed. */
  TRIM_CELL(20_000),
  /** How long members had been away. */
  ABSENCE_CELL(20_000),
  /** Two headers that prove a fork. */
  FORK_PROOF(20_000),
  /** A message of events/1. */
  MESSAGE(180_000),
  /** Messages one after the other, at a node that replicates. */
  SESSION(20_000),
  /** The padded plaintext of an event. */
  BODY_TEXT(30_000),
  /** The padded plaintext of a result. */
  RESULT_TEXT(30_000),
  /** Wraps, sealed secrets, bodies and results. */
  SEALED(8_000),
  /** The name of a segment's file. */
  SEGMENT_NAME(30_000),
  /** A segment of a store, as recovery reads it. */
  SEGMENT(4_000),
  /** A whole directory of a store that is opened. */
  STORE(2_000),
  /** A frame of a link. */
  FRAME(130_000),
  /** Frames one after the other, at a connection. */
  LINK(25_000),
  /** A signed envelope from a hub. */
  ENVELOPE(50_000),
  /** What a signed envelope holds. */
  LETTER(30_000),
  /** The address of a hub. */
  HUB_ADDRESS(30_000),
  /** The events of a hub's stream. */
  EVENT_STREAM(50_000),
  /** The head and body of a hub's answer. */
  HTTP_ANSWER(50_000),
  /** The path of a request to a hub. */
  ROUTE(40_000),
  /** The certificate of a link. */
  CERTIFICATE(1_500),
  /** A multiserver address. */
  PEER_ADDRESS(70_000),
  /** The text of a key. */
  KEY_TEXT(40_000),
  /** JSON text of an event. */
  JSON(60_000),
  /** The file of the node's key. */
  KEY_FILE(2_000),
  /** A protected copy of a key. */
  KEY_EXPORT(1_000),
  /** The values of a configuration. */
  SETTINGS(20_000),
  /** What the tests of this package decode; counts for nothing. */
  SAMPLE(10_000);

  private final int inputs;

  Subject(int inputs) {
    this.inputs = inputs;
  }

  /** Returns how many inputs a build gives. */
  public int inputs() {
    return inputs;
  }
}

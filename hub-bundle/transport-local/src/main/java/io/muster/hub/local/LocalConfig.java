package io.muster.hub.local;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of PID {@code io.muster.hub.local}, as {@link LocalSettings} reads them. */
@ObjectClassDefinition(
    name = "Muster Local Transport",
    description = "Links between nodes in one JVM, with faults on demand for tests")
@interface LocalConfig {
  /** The PID. */
  String PID = "io.muster.hub.local";

  @AttributeDefinition(
      name = "Refuse",
      required = false,
      description = "No link is made or taken; open links stay. Default false.")
  boolean refuse() default false;

  @AttributeDefinition(
      name = "Cut",
      required = false,
      description = "Open links are ended, and no link is made or taken. Default false.")
  boolean cut() default false;

  @AttributeDefinition(
      name = "Delay",
      required = false,
      min = "0",
      max = "60000",
      description =
          "Milliseconds that each message waits before it leaves. Unit: ms. Range 0-60000."
              + " Default 0.")
  int delay_ms() default 0;

  @AttributeDefinition(
      name = "Drop after",
      required = false,
      min = "0",
      description = "A link ends after it has sent so many messages; 0 means never. Default 0.")
  long drop_after_messages() default 0;
}

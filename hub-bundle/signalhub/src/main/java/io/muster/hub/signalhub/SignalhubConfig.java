package io.muster.hub.signalhub;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as tools show it; {@link SignalhubSettings} reads it. */
@ObjectClassDefinition(
    name = "Muster Signalhub Client",
    description = "Meets peers at hubs that speak the signalhub protocol")
@interface SignalhubConfig {
  /** Time-out. */
  @AttributeDefinition(
      name = "Time-out",
      min = "1",
      max = "30",
      description = "For connecting, and for each message. Unit: s. Range 1-30. Default 30.")
  int timeout_s() default 30;

  /** Liveness. */
  @AttributeDefinition(
      name = "Liveness",
      min = "35",
      max = "600",
      description =
          "A hub that sends no byte for so long is given up; hubs send one every 30 s at least."
              + " Unit: s. Range 35-600. Default 75.")
  int liveness_s() default 75;

  /** Sessions. */
  @AttributeDefinition(
      name = "Most sessions",
      min = "1",
      max = "256",
      description = "Connections to hubs at one time. Range 1-256. Default 16.")
  int max_sessions() default 16;

  /** Event size. */
  @AttributeDefinition(
      name = "Longest event",
      min = "1024",
      max = "65536",
      description =
          "Longer events from a hub are dropped and counted. Unit: bytes. Range 1024-65536."
              + " Default 65536.")
  int max_event_bytes() default 65536;

  /** Pending messages. */
  @AttributeDefinition(
      name = "Most messages waiting",
      min = "1",
      max = "1024",
      description = "To be sent, for each session; more are refused. Range 1-1024. Default 64.")
  int max_pending_publishes() default 64;
}

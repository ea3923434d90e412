package io.muster.events.provider;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Describes the keys that {@link TopicSettings} reads. */
@ObjectClassDefinition(
    name = "Muster Events Topic",
    description =
        "One topic: a factory configuration io.muster.events~NAME for each. The name after ~ is"
            + " for people; topic and role decide. One node opens a topic once.")
@interface TopicConfig {
  @AttributeDefinition(
      description = "The topic's name, the same on all members. 1 to 128 characters. Required.")
  String topic();

  @AttributeDefinition(
      description = "What this node is in the topic. Required.",
      options = {
        @Option(label = "server", value = "server"),
        @Option(label = "client", value = "client")
      })
  String role();

  @AttributeDefinition(
      description =
          "For role client, required: the server's key, as its 'muster:whoami' prints it.",
      required = false)
  String server_key();

  @AttributeDefinition(
      description =
          "Server only: whether adding an event for a stranger admits it (on-add), or only admit"
              + " does (listed). Default on-add.",
      options = {
        @Option(label = "on-add", value = "on-add"),
        @Option(label = "listed", value = "listed")
      })
  String admission() default "on-add";

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "1000000",
      description =
          "Longest payload. Unit: bytes of UTF-8. Range 1-1000000. Default 262144. Larger payloads"
              + " take memory and disk on every replica.")
  int payload_max_bytes() default 262_144;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "3600",
      description =
          "How long a handler may be silent before it counts as failed. Unit: s. Range 1-3600."
              + " Default 30.")
  int handler_lease_s() default 30;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "1000",
      description =
          "How often a handler is called before an event is given up. Range 1-1000. Default 10.")
  int retry_attempts() default 10;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "10",
      max = "3600000",
      description =
          "Delay after the first failed attempt; it doubles each time. Unit: ms. Range 10-3600000."
              + " Default 1000.")
  int retry_first_ms() default 1_000;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "86400",
      description = "Longest delay between attempts. Unit: s. Range 1-86400. Default 600.")
  int retry_longest_s() default 600;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "64",
      description =
          "How many calls of the handler are made at a time, each for another user. Range 1-64."
              + " Default 4. Server; a client calls its handler with one event at a time.")
  int handlers_at_most() default 4;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "10000",
      description =
          "How many events the handler may hold unanswered, each for another user. Range 1-10000."
              + " Default 256. Server; a client's handler holds one at a time.")
  int handlers_window() default 256;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "0",
      max = "100000",
      description =
          "How many dead letters are kept; a full list lets the oldest go. Range 0-100000."
              + " Default 1000.")
  int dead_letters_max() default 1_000;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "65536",
      description =
          "How many bytes of payloads the dead letters hold; a full list lets the oldest go. Unit:"
              + " MiB. Range 1-65536. Default 64.")
  int dead_letters_mib() default 64;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "0",
      max = "100",
      description =
          "To how many members, besides the server, connections are asked for. Range 0-100."
              + " Default 8. More find lost events sooner and cost connections.")
  int members_wanted() default 8;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "60",
      max = "315360000",
      description =
          "Server: longest life of an event. Unit: s. Range 60-315360000. Default 2592000,"
              + " 30 days. What was settled is remembered 48 h longer: a longer life takes more"
              + " memory and disk.")
  int event_max_age_s() default 2_592_000;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "100000000",
      description =
          "Server: how many events one user may have waiting; addEvent then fails with"
              + " QUOTA. Range 1-100000000. Default 10000.")
  int lane_max_events() default 10_000;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "1048576",
      description =
          "Server: how many bytes of events one user may have waiting. Unit: MiB. Range"
              + " 1-1048576. Default 64.")
  int lane_max_mib() default 64;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "1048576",
      description =
          "Server: how many bytes of events may wait for all users together. Unit: MiB."
              + " Range 1-1048576. Default 256.")
  int bodies_max_mib() default 256;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "1048576",
      description =
          "Server: how many bytes its feeds may take on each member's disk; addEvent fails"
              + " with QUOTA above two thirds. Unit: MiB. Range 1-1048576. Default 1024.")
  int feeds_max_mib() default 1_024;

  @AttributeDefinition(
      type = AttributeType.LONG,
      min = "1000",
      max = "1000000000",
      description =
          "Server: how many entries its feeds may hold: one for each waiting event and one"
              + " for each that was settled in the last event.max.age.s and 48 h. Range"
              + " 1000-1000000000. Default 4000000.")
  long feeds_max_entries() default 4_000_000;

  @AttributeDefinition(
      type = AttributeType.INTEGER,
      min = "1",
      max = "1048576",
      description =
          "How many bytes of payloads for others this node keeps. Unit: MiB. Range"
              + " 1-1048576. Default 1024. If they are more, the newest go first of those who"
              + " have been away longest.")
  int replica_max_mib() default 1_024;
}

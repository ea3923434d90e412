package io.muster.hub.signalhub.server;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as tools show it; {@link ServerSettings} reads it. */
@ObjectClassDefinition(
    name = "Muster Signalhub Server",
    description = "A hub of one's own, on the HTTP Whiteboard")
@interface ServerConfig {
  /** Path. */
  @AttributeDefinition(
      name = "Path",
      description = "Where the hub is served: / or a path such as /hub. Default /.")
  String path() default "/";

  /** Heartbeat. */
  @AttributeDefinition(
      name = "Heartbeat",
      min = "1",
      max = "30",
      description = "A comment goes to each subscriber so often. Unit: s. Range 1-30. Default 30.")
  int heartbeat_s() default 30;

  /** Subscribers. */
  @AttributeDefinition(
      name = "Most subscribers",
      min = "1",
      max = "100000",
      description = "Streams at one time; more are answered 503. Range 1-100000. Default 1000.")
  int max_subscribers() default 1000;

  /** Subscribers of one address. */
  @AttributeDefinition(
      name = "Most subscribers from one address",
      min = "1",
      max = "100000",
      description =
          "Streams at one time; more are answered 429. Behind a proxy all have its address."
              + " Range 1-100000. Default 256.")
  int max_subscribers_per_address() default 256;

  /** Channels. */
  @AttributeDefinition(
      name = "Most channels of a subscriber",
      min = "1",
      max = "256",
      description = "More are answered 400. Range 1-256. Default 16.")
  int max_channels() default 16;

  /** Queue. */
  @AttributeDefinition(
      name = "Longest queue of a subscriber",
      min = "65600",
      max = "16777216",
      description =
          "A subscriber for whom more would wait is closed. Unit: bytes. Range 65600-16777216."
              + " Default 262144.")
  int max_queue_bytes() default 262144;

  /** Body. */
  @AttributeDefinition(
      name = "Longest message",
      min = "1024",
      max = "65535",
      description = "More is answered 413. Unit: bytes. Range 1024-65535. Default 65535.")
  int max_body_bytes() default 65535;

  /** Messages. */
  @AttributeDefinition(
      name = "Most messages being received",
      min = "1",
      max = "10000",
      description = "At one time; more are answered 503. Range 1-10000. Default 256.")
  int max_pending_posts() default 256;
}

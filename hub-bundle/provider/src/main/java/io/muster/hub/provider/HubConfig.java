package io.muster.hub.provider;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Describes PID io.muster.hub to tools; {@link HubSettings} reads and checks it. */
@ObjectClassDefinition(
    name = "Muster Hub",
    description = "Meets peers at rendezvous hubs and keeps connections to them")
@interface HubConfig {
  @AttributeDefinition(
      name = "Hubs",
      description = "Addresses of hubs: https, or http on a loopback host. Default none.")
  String[] hubs() default {};

  @AttributeDefinition(
      name = "Learn hubs",
      description =
          "Whether to use also public https hubs that staged addresses name. Default false.")
  boolean hubs_learn() default false;

  @AttributeDefinition(
      name = "Network key",
      description =
          "Who knows this text is in the same network. 1 to 1024 characters. Default open.")
  String network_key() default "open";

  @AttributeDefinition(
      name = "Announce interval",
      min = "5",
      max = "3600",
      description =
          "Seconds between announcements. Range 5-3600. Default 30. Lower costs hub traffic.")
  int announce_interval_s() default 30;

  @AttributeDefinition(
      name = "Announce time to live",
      min = "10",
      max = "10800",
      description = "Seconds for which an announcement is good. Range 10-10800. Default 100.")
  int announce_ttl_s() default 100;

  @AttributeDefinition(
      name = "Low water",
      min = "0",
      max = "4096",
      description = "Connections below which unwanted peers are dialled. Range 0-4096. Default 16.")
  int connections_low() default 16;

  @AttributeDefinition(
      name = "High water",
      min = "1",
      max = "4096",
      description =
          "Connections above which unwanted ones are closed. Range 1-4096, not below low."
              + " Default 48.")
  int connections_high() default 48;

  @AttributeDefinition(
      name = "Cap",
      min = "1",
      max = "4096",
      description = "Connections at most. Range 1-4096, not below high. Default 64.")
  int connections_cap() default 64;

  @AttributeDefinition(
      name = "Unknown",
      min = "0",
      max = "4096",
      description =
          "Connections with strangers, at most. Range 0-4096. Default 16, or a quarter of the cap.")
  int connections_unknown() default 16;

  @AttributeDefinition(
      name = "Slots by type",
      description =
          "TYPE=N: at most N connections with unwanted peers of a type, as staging names it, or"
              + " incoming. N 0-4096. Default none.")
  String[] connections_slots() default {};

  @AttributeDefinition(
      name = "Failures until fading",
      min = "1",
      max = "1000",
      description =
          "Failures in a row after which an unwanted peer is tried hourly. Range 1-1000. Default"
              + " 8.")
  int fade_failures() default 8;

  @AttributeDefinition(
      name = "Concurrent dials",
      min = "1",
      max = "64",
      description = "Dials at a time. Range 1-64. Default 8.")
  int dials_max() default 8;

  @AttributeDefinition(
      name = "Dial time-out",
      min = "1",
      max = "300",
      description = "Seconds after which a dial is given up. Range 1-300. Default 10.")
  int dial_timeout_s() default 10;

  @AttributeDefinition(
      name = "Back-off base",
      min = "100",
      max = "60000",
      description =
          "Milliseconds; bound of the first random back-off, doubles. Range 100-60000."
              + " Default 1000.")
  int backoff_base_ms() default 1000;

  @AttributeDefinition(
      name = "Back-off maximum for peers",
      min = "1",
      max = "86400",
      description = "Seconds. Range 1-86400. Default 300.")
  int backoff_max_s() default 300;

  @AttributeDefinition(
      name = "Back-off maximum for hubs",
      min = "1",
      max = "3600",
      description = "Seconds. Range 1-3600. Default 60.")
  int hub_backoff_max_s() default 60;

  @AttributeDefinition(
      name = "Dwell time",
      min = "10",
      max = "86400",
      description =
          "Seconds for which an unwanted connection stays when others wait. Range 10-86400."
              + " Default 120.")
  int dwell_s() default 120;

  @AttributeDefinition(
      name = "Hubs at most",
      min = "1",
      max = "64",
      description = "Hubs used at a time. Range 1-64. Default 16.")
  int hubs_max() default 16;

  @AttributeDefinition(
      name = "Peers of a hub",
      min = "1",
      max = "10000",
      description = "Peers learned at one hub, at most. Range 1-10000. Default 1000.")
  int hub_peers_max() default 1000;

  @AttributeDefinition(
      name = "Ping interval",
      min = "1",
      max = "300",
      description = "Seconds between pings on a connection. Range 1-300. Default 10.")
  int ping_interval_s() default 10;

  @AttributeDefinition(
      name = "Dead after",
      min = "2",
      max = "900",
      description =
          "Seconds of silence after which a connection is dead. Range 2-900, above the ping"
              + " interval. Default 30.")
  int ping_dead_s() default 30;

  @AttributeDefinition(
      name = "Back-off base of others",
      min = "100",
      max = "600000",
      description =
          "Milliseconds: upper bound of the first back-off of a peer that nobody wants. Range"
              + " 100-600000. Default 10000.")
  int backoff_others_base_ms() default 10000;

  @AttributeDefinition(
      name = "Dial misses",
      min = "1",
      max = "1000",
      description =
          "Dials that fail in a row until unwanted peers are dialled slowly. Range 1-1000. Default"
              + " 4.")
  int dial_misses() default 4;

  @AttributeDefinition(
      name = "Dial calm",
      min = "1",
      max = "600",
      description = "Seconds between two such dials. Range 1-600. Default 5.")
  int dial_calm_s() default 5;

  @AttributeDefinition(
      name = "Dial lead",
      min = "100",
      max = "10000",
      description =
          "Milliseconds for which the larger key leaves the first dial to the smaller. Range 100-10000. Default 1000.")
  int dial_lead_ms() default 1000;

  @AttributeDefinition(
      name = "Dial favour",
      min = "1",
      max = "3600",
      description = "Seconds between two dials that one peer asks for. Range 1-3600. Default 10.")
  int dial_favour_s() default 10;

  @AttributeDefinition(
      name = "Breach",
      min = "1",
      max = "30",
      description =
          "Failures that a breach of the protocol, or being refused, counts as. Range 1-30. Default 6.")
  int breach_failures() default 6;

  @AttributeDefinition(
      name = "Remember",
      min = "10",
      max = "86400",
      description =
          "Seconds for which a peer that failed is remembered when nobody tells of it. Range 10-86400. Default 600.")
  int remember_s() default 600;

  @AttributeDefinition(
      name = "Fade rest",
      min = "60",
      max = "604800",
      description =
          "Seconds for which a peer that has faded out is left alone. Range 60-604800. Default 3600.")
  int fade_rest_s() default 3600;

  @AttributeDefinition(
      name = "Stable",
      min = "1",
      max = "3600",
      description =
          "Seconds after which a connection makes earlier failures forgotten. Range 1-3600. Default 10.")
  int stable_s() default 10;

  @AttributeDefinition(
      name = "Hub back-off base",
      min = "100",
      max = "60000",
      description =
          "Milliseconds: upper bound of the first back-off of a hub. Range 100-60000. Default 1000.")
  int hub_backoff_base_ms() default 1000;

  @AttributeDefinition(
      name = "Hub signatures",
      min = "1",
      max = "10000",
      description =
          "Signatures of strangers checked in a second, for each hub. Range 1-10000. Default 200.")
  int hub_signatures_max() default 200;

  @AttributeDefinition(
      name = "Hello time-out",
      min = "1",
      max = "60",
      description =
          "Seconds within which a peer must say hello on a new link. Range 1-60. Default 10.")
  int hello_timeout_s() default 10;

  @AttributeDefinition(
      name = "Wake",
      min = "2",
      max = "3600",
      description =
          "Seconds by which a timer is late when the node has slept. Range 2-3600. Default 30.")
  int wake_s() default 30;

  @AttributeDefinition(
      name = "Probe",
      min = "1",
      max = "60",
      description =
          "Seconds within which a peer must answer after a sleep or a change of network. Range 1-60. Default 5.")
  int probe_s() default 5;

  @AttributeDefinition(
      name = "Silent links",
      min = "1",
      max = "4096",
      description =
          "Accepted links that have not become connections yet, at most. Range 1-4096. Default 256.")
  int links_silent_max() default 256;

  @AttributeDefinition(
      name = "Callback threads",
      min = "2",
      max = "256",
      description =
          "Threads that call protocols and listeners. Range 2-256. Default 16. Read at start.")
  int callback_threads() default 16;
}

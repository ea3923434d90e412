package io.muster.hub.tls;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of PID {@code io.muster.hub.tls}, as {@link TlsSettings} reads them. */
@ObjectClassDefinition(
    name = "Muster TLS Transport",
    description = "Links over TCP with TLS 1.3; where this node listens and what it bounds")
@interface TlsConfig {
  /** The PID. */
  String PID = "io.muster.hub.tls";

  @AttributeDefinition(
      name = "Host",
      required = false,
      description =
          "Address to listen at. Default 127.0.0.1, which this machine alone reaches; 0.0.0.0 means"
              + " all addresses and needs advertise.")
  String host() default "127.0.0.1";

  @AttributeDefinition(
      name = "Port",
      required = false,
      min = "0",
      max = "65535",
      description = "TCP port to listen at. 0 means any free port. Range 0-65535. Default 0.")
  int port() default 0;

  @AttributeDefinition(
      name = "Advertise",
      required = false,
      description =
          "Where others reach this node: HOST or HOST:PORT, several allowed. Default: host and the"
              + " port that is listened at.")
  String[] advertise() default {};

  @AttributeDefinition(
      name = "Maximum links",
      required = false,
      min = "1",
      max = "4096",
      description = "Open links and attempts. Range 1-4096. Default 256. Each takes two threads.")
  int max_links() default 256;

  @AttributeDefinition(
      name = "Maximum handshakes",
      required = false,
      min = "1",
      max = "1024",
      description =
          "Incoming connections that have not proven a key yet. Range 1-1024. Default 64.")
  int max_handshakes() default 64;

  @AttributeDefinition(
      name = "Maximum handshakes per address",
      required = false,
      min = "1",
      max = "1024",
      description = "The same from one IP address. Range 1-1024. Default 16.")
  int max_handshakes_per_address() default 16;

  @AttributeDefinition(
      name = "Handshake timeout",
      required = false,
      min = "1",
      max = "60",
      description =
          "Seconds that an incoming connection may take to prove its key. Unit: s. Range 1-60."
              + " Default 10.")
  int handshake_timeout_s() default 10;
}

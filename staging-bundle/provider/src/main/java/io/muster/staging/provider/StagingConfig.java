package io.muster.staging.provider;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Describes PID io.muster.staging to tools; {@link StagingSettings} reads and checks it. */
@ObjectClassDefinition(
    name = "Muster Staging",
    description = "The bench of peers that could be connected to")
@interface StagingConfig {
  @AttributeDefinition(
      name = "Entries",
      min = "1",
      max = "1000000",
      description = "Entries at most; beyond, others go. Range 1-1000000. Default 65536.")
  int entries_max() default 65_536;

  @AttributeDefinition(
      name = "Bytes",
      min = "1048576",
      max = "1073741824",
      description =
          "Bytes of addresses and data at most. Range 1048576-1073741824. Default 67108864.")
  long data_max_bytes() default 67_108_864;

  @AttributeDefinition(
      name = "Limit of a source",
      min = "1",
      max = "100",
      description =
          "Percent of entries.max that one source may hold at all. Range 1-100. Default 50.")
  int source_max_percent() default 50;

  @AttributeDefinition(
      name = "Share of a source",
      min = "1",
      max = "100",
      description =
          "Percent of entries.max; of a source that holds more, entries go first when the bench is"
              + " full. Range 1-100. Default 10.")
  int source_share_percent() default 10;

  @AttributeDefinition(
      name = "Expiry",
      description =
          "type=seconds: entries of the type go when they were not staged again for so long. Range"
              + " 1-86400 s. Default lan=10, bt=30; other types stay.")
  String[] expiry_s() default {"lan=10", "bt=30"};

  @AttributeDefinition(
      name = "Directory",
      description =
          "Where the file 'bench' is. A relative path starts at the framework property muster.data."
              + " Default staging. Read at start.")
  String directory() default "staging";

  @AttributeDefinition(
      name = "File interval",
      min = "1",
      max = "3600",
      description =
          "Seconds between two writes of the file, at least. Range 1-3600. Default 5. A crash loses"
              + " what was staged within.")
  int file_interval_s() default 5;

  @AttributeDefinition(
      name = "Callback threads",
      min = "1",
      max = "64",
      description =
          "Threads that call listeners and subscribers; so many may block without holding up"
              + " others, less one. Range 1-64. Default 8. Read at start.")
  int callback_threads() default 8;
}

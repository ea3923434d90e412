package io.muster.events.file;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
    name = "Muster File Store",
    description =
        "Keeps events in checksummed segment files, forced to disk before they are confirmed")
@interface FileStoreConfig {
  @AttributeDefinition(
      name = "Directory",
      required = false,
      description =
          "Where the segments are; locked while open. Default: the directory 'events' in the"
              + " framework property muster.data. A change reopens the store.")
  String directory() default "";

  @AttributeDefinition(
      name = "Segment size",
      min = "1",
      max = "1024",
      description =
          "A segment is sealed when it would grow beyond. Unit: MiB. Range 1-1024. Default 64."
              + " Larger: fewer files, more space kept until it is reclaimed; the newest is read"
              + " after a crash.")
  int segment_mib() default 64;

  @AttributeDefinition(
      name = "Queue size",
      min = "8",
      max = "1024",
      description =
          "How much may wait for the disk; beyond it callers are refused and try again. Unit: MiB."
              + " Range 8-1024. Default 32. Costs heap.")
  int queue_mib() default 32;

  @AttributeDefinition(
      name = "Reserve",
      min = "0",
      max = "1048576",
      description =
          "Free space of the file system that the store leaves alone. Unit: MiB. Range 0-1048576."
              + " Default 16. Below it only dropping and forgetting is written.")
  int reserve_mib() default 16;

  @AttributeDefinition(
      name = "Lock wait",
      min = "0",
      max = "60",
      description =
          "How long to wait for a predecessor that still has the directory before that is reported."
              + " Unit: s. Range 0-60. Default 10.")
  int lock_wait_s() default 10;
}

package io.muster.events.memory;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
    name = "Muster Memory Store",
    description = "Keeps events in memory, for tests: nothing survives a restart")
@interface MemoryStoreConfig {
  @AttributeDefinition(
      name = "Most bytes kept",
      min = "1",
      max = "65536",
      description =
          "How much is kept. Unit: MiB. Range 1-65536. Default 256. Beyond it, new events are"
              + " refused until something is dropped.")
  int max_mib() default 256;
}

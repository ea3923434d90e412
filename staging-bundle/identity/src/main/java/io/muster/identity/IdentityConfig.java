package io.muster.identity;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of PID {@code io.muster.identity}, as {@link IdentityComponent} reads them. */
@ObjectClassDefinition(
    name = "Muster Identity",
    description = "Where the private key of this node is kept")
@interface IdentityConfig {
  /** The PID. */
  String PID = "io.muster.identity";

  @AttributeDefinition(
      name = "Directory",
      required = false,
      description =
          "Directory of the key file, made with owner-only access on first start. A relative path"
              + " starts at the framework property muster.data. Default: identity, below it.")
  String directory() default "identity";
}

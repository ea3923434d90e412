package io.muster.hub;

import java.net.URI;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The rendezvous hubs that this node announces itself at. */
@ProviderType
public interface Hubs {
  /**
   * Adds a hub; the connection is made in the background and kept up until {@link #remove}.
   *
   * @param hub its address: {@code https}, or {@code http} on a loopback host; no user info, query
   *     or fragment
   * @return true if it is new, false if it was known (two spellings of one address are one hub)
   * @throws IllegalArgumentException if the address is not of that form
   */
  boolean add(URI hub);

  /**
   * Says goodbye at a hub and forgets it.
   *
   * @param hub its address
   * @return true if it was known
   */
  boolean remove(URI hub);

  /**
   * Returns all hubs and how they are.
   *
   * @return an immutable snapshot, in the order of their addresses
   */
  List<HubStatus> hubs();
}

package io.muster.diagnose;

import io.muster.hub.HubStatus;
import io.muster.hub.Hubs;
import io.muster.hub.Peers;
import io.muster.peer.Identity;
import io.muster.staging.Staging;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.ServiceReference;

/** What runs and what does not, in plain words. */
final class Inventory {
  /**
   * One service of a node.
   *
   * @param name what it is called
   * @param running whether it is there
   * @param detail what it does, or what is missing
   */
  record Line(String name, boolean running, String detail) {}

  private final Services services;

  Inventory(Services services) {
    this.services = services;
  }

  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(
        line("identity", "io.muster.peer.Identity", this::key, "no key: nobody knows this node"));
    lines.add(
        line(
            "staging",
            "io.muster.staging.Staging",
            this::staged,
            "no list of peers to connect to"));
    lines.add(line("hub", "io.muster.hub.Hubs", this::hubs, "no peers are found or connected"));
    lines.add(
        property(
            "transport",
            "io.muster.hub.spi.Transport",
            "muster.transport.schemes",
            "no links can be made"));
    lines.add(
        property(
            "rendezvous",
            "io.muster.hub.spi.Rendezvous",
            "muster.rendezvous.schemes",
            "no hub can be reached"));
    lines.add(
        property(
            "store",
            "io.muster.events.spi.EventStore",
            "muster.durability",
            "events cannot be kept"));
    lines.add(
        property("server", "io.muster.events.EventServer", "muster.topic", "serves no topic"));
    lines.add(
        property(
            "client", "io.muster.events.EventClient", "muster.topic", "is client of no topic"));
    lines.add(
        property(
            "handlers",
            "io.muster.events.EventHandler",
            "muster.topic",
            "events wait until a bundle handles them"));
    return lines;
  }

  private Line line(String name, String type, Supplier<String> detail, String missing) {
    boolean running = !services.registered(type).isEmpty();
    return new Line(name, running, running ? visible(detail) : missing);
  }

  /** The API may be absent or another one; then the service is there, but says nothing. */
  private static String visible(Supplier<String> detail) {
    try {
      return detail.get();
    } catch (LinkageError | RuntimeException e) {
      return "it does not answer: " + e;
    }
  }

  private Line property(String name, String type, String property, String missing) {
    String values =
        services.registered(type).stream()
            .flatMap(reference -> values(reference, property))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return line(name, type, () -> values, missing);
  }

  private static Stream<String> values(ServiceReference<?> reference, String property) {
    Object value = reference.getProperty(property);
    return value == null
        ? Stream.empty()
        : value instanceof Object[] many
            ? Arrays.stream(many).map(String::valueOf)
            : Stream.of(value.toString());
  }

  private String key() {
    return services.each(Identity.class, identity -> identity.key().toString()).stream()
        .findFirst()
        .orElse("");
  }

  private String staged() {
    int peers =
        services.each(Staging.class, staging -> staging.entries().size()).stream()
            .mapToInt(Integer::intValue)
            .sum();
    return peers + " peers could be connected to";
  }

  private String hubs() {
    List<HubStatus> hubs =
        services.each(Hubs.class, Hubs::hubs).stream().flatMap(List::stream).toList();
    int connections =
        services.each(Peers.class, peers -> peers.connections().size()).stream()
            .mapToInt(Integer::intValue)
            .sum();
    if (hubs.isEmpty()) {
      return "no hub is configured, " + connections + " peers connected";
    }
    String each =
        hubs.stream()
            .map(
                hub ->
                    hub.address()
                        + " "
                        + hub.state()
                        + hub.lastError().map(e -> " (" + e + ")").orElse(""))
            .collect(Collectors.joining(", "));
    return connections + " peers connected; " + each;
  }
}

package io.muster.world;

import io.muster.hub.provider.announce.NetworkName;
import io.muster.hub.provider.announce.PeerRecord;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Machines, processes, net and hubs of one run. */
final class World {
  private static final String NETWORK = NetworkName.of("open");

  /** A node uses so many at most where there are many. */
  private static final int MOST_HUBS = 2;

  private final Plan plan;
  private final Time time = new Time();
  private final Figures figures = new Figures();
  private final Chance chance;
  private final Net net;
  private final Map<URI, Hub> hubs = new LinkedHashMap<>();
  private final List<Place> places = new ArrayList<>();
  private final Map<PeerKey, Host> hosts = new LinkedHashMap<>();
  private final Map<PeerKey, Map<Long, PeerRecord>> said = new HashMap<>();
  private final BiFunction<World, Place, Host> rules;

  World(Plan plan, BiFunction<World, Place, Host> rules) {
    this.plan = plan;
    this.rules = rules;
    this.chance = new Chance(plan.seed() ^ 0x5eed);
    this.net = new Net(time, chance.split(), figures);
    for (int i = 0; i < plan.hubs(); i++) {
      URI address = URI.create("https://hub" + i + ".example.org");
      hubs.put(address, new Hub(address, this));
    }
    time.after(15_000, this::beat);
  }

  private void beat() {
    hubs.values().forEach(Hub::beat);
    time.after(15_000, this::beat);
  }

  static String network() {
    return NETWORK;
  }

  Plan plan() {
    return plan;
  }

  Time time() {
    return time;
  }

  Chance chance() {
    return chance;
  }

  Net net() {
    return net;
  }

  Figures figures() {
    return figures;
  }

  boolean keepsLogs() {
    return plan.seed() % 16 == 0;
  }

  Hub hub(URI address) {
    return hubs.get(address);
  }

  List<Hub> hubs() {
    return List.copyOf(hubs.values());
  }

  /** A key has signed this. */
  void said(PeerKey key, PeerRecord record) {
    said.computeIfAbsent(key, k -> new HashMap<>()).put(record.sequence(), record);
  }

  boolean wasSaid(PeerKey key, PeerRecord record) {
    return record.equals(said.getOrDefault(key, Map.of()).get(record.sequence()));
  }

  Place place() {
    PeerKey key = Words.key(chance);
    List<PeerAddress> addresses = new ArrayList<>();
    // whoever shares no transport cannot meet: all have one
    addresses.add(PeerAddress.parse("local:" + key));
    if (chance.percent(40)) {
      addresses.add(chance.between(0, 1), PeerAddress.parse("net:192.0.2.1:8008~tls:" + key));
    }
    List<URI> used = new ArrayList<>(hubs.keySet());
    while (plan.hubs() > 3 && used.size() > MOST_HUBS) {
      used.remove(chance.between(0, used.size() - 1));
    }
    if (plan.hubs() <= 3 && used.size() > 1 && chance.percent(30)) {
      used.remove(chance.between(1, used.size() - 1));
    }
    long origin = chance.percent(50) ? 0 : chance.between(-1_000_000_000, 1_000_000_000);
    Place.Nature nature = new Place.Nature(chance.percent(50), chance.percent(50), origin);
    Place place = new Place(key, addresses, used, plan.limits(chance), nature);
    places.add(place);
    return place;
  }

  List<Place> places() {
    return places;
  }

  /** A process begins on a machine. */
  Host start(Place place) {
    Host host = rules.apply(this, place);
    hosts.put(place.key, host);
    net.joined(host);
    host.start();
    return host;
  }

  /** The newest process of each machine, dead or alive. */
  List<Host> hosts() {
    return List.copyOf(hosts.values());
  }

  Host host(Place place) {
    return hosts.get(place.key);
  }
}

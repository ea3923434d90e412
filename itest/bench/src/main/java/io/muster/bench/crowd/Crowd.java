package io.muster.bench.crowd;

import io.muster.bench.load.Latencies;
import io.muster.bench.node.ControlLoop;
import io.muster.bench.node.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.osgi.framework.launch.FrameworkFactory;

/** The process of many users. */
public final class Crowd implements ControlLoop.Orders {
  private final Latencies latencies = new Latencies();
  private final List<User> users = new ArrayList<>();

  private Crowd() {}

  /**
   * Runs until the process is ended.
   *
   * @param arguments the host's jar, the folder, how many users, the hub, the server's key, and the
   *     port of the program that measures
   */
  public static void main(String[] arguments) {
    try {
      run(arguments);
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(String[] arguments) throws Exception {
    Crowd crowd = new Crowd();
    FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
    SharedBundles shared = SharedBundles.of(Path.of(arguments[0]));
    User.Place place = new User.Place(arguments[3], arguments[4]);
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      Path data = Path.of(arguments[1], "user" + i);
      crowd.users.add(User.start(factory, shared, data, place, crowd.latencies));
    }
    try (ControlLoop loop = new ControlLoop(Integer.parseInt(arguments[5]), crowd)) {
      loop.awaitEnd();
    }
  }

  @Override
  public String carryOut(String[] words) throws Exception {
    return switch (words[0]) {
      case "key" -> keys();
      case "progress" -> progress(Integer.parseInt(words[1]));
      case "latencies" -> latencies.take();
      default -> throw new IllegalArgumentException("unknown order: " + words[0]);
    };
  }

  private String keys() throws Exception {
    List<String> keys = new ArrayList<>();
    for (User user : users) {
      keys.add(user.load().key());
    }
    return String.join(",", keys);
  }

  private String progress(int port) throws Exception {
    Progress progress = new Progress(port);
    users.forEach(user -> user.load().tell(progress));
    return "";
  }
}

package io.muster.exam;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;

import io.muster.events.ConsumedEvent;
import io.muster.events.ConsumedHandler;
import io.muster.events.EventId;
import io.muster.events.EventServer;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import io.muster.staging.Staging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** The bundles that the host ships, as a user's code finds them in a container. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MainJobIT {
  private static final Path SHIPPED = Path.of("../host/target/classes/export/host");

  @Inject private BundleContext context;
  @Inject private Identity identity;
  @Inject private Staging staging;
  @Inject private EventServer server;

  @Configuration
  public Option[] container() throws IOException {
    Path data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "exam");
    return options(
        composite(shipped()),
        frameworkProperty("muster.data").value(data.toString()),
        frameworkProperty("org.osgi.service.http.port").value("0"),
        frameworkProperty("org.apache.felix.http.host").value("127.0.0.1"),
        frameworkProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"),
        frameworkProperty("felix.fileinstall.dir").value(etc(data).toString()),
        frameworkProperty("felix.fileinstall.noInitialDelay").value("true"),
        // or File Install may write a file back that it is about to read
        frameworkProperty("felix.fileinstall.enableConfigSave").value("false"),
        frameworkProperty("felix.fileinstall.tmpdir").value(data.resolve("deploy").toString()),
        junitBundles());
  }

  private static Path etc(Path data) throws IOException {
    Path etc = Files.createDirectories(data.resolve("etc"));
    Files.writeString(
        etc.resolve("io.muster.events-orders.cfg"), "topic = orders\nrole = server\n");
    return etc;
  }

  private static Option[] shipped() throws IOException {
    try (Stream<Path> jars = Files.list(SHIPPED)) {
      List<Path> all =
          jars.filter(jar -> jar.toString().endsWith(".jar"))
              .filter(jar -> !jar.getFileName().toString().contains("gogo.shell"))
              .filter(jar -> !jar.getFileName().toString().contains("conformance"))
              .sorted()
              .toList();
      return all.stream()
          .map(jar -> bundle("reference:" + jar.toAbsolutePath().normalize().toUri()))
          .toArray(Option[]::new);
    }
  }

  @Test
  public void anAddressThatIsStagedIsFound() {
    String address = "net:192.0.2.1:8008~tls:" + identity.key();
    assertTrue(staging.stage(address, Map.of("type", "lan")));
    assertEquals(identity.key(), staging.get(address).orElseThrow().address().key().orElseThrow());
    assertTrue(staging.unstage(address));
  }

  @Test
  public void anEventIsDurableWhenItsIdIsKnownAndNobodyHasConsumedIt() throws Exception {
    PeerKey user = Stranger.key();
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("muster.topic", "orders");
    CompletableFuture<ConsumedEvent> receipt = new CompletableFuture<>();
    ConsumedHandler handler = (client, event, ack) -> receipt.complete(event);
    var registration = context.registerService(ConsumedHandler.class, handler, properties);
    EventId id =
        server
            .addEvent(user, "{\"article\":\"lamp\"}")
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    assertEquals(user, server.event(id).orElseThrow().user());
    assertEquals(1, server.status().waiting());
    assertTrue("nobody can have consumed it", !receipt.isDone());
    registration.unregister();
  }
}

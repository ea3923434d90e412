package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventClient;
import io.muster.events.EventId;
import io.muster.events.EventServer;
import io.muster.events.EventsException;
import io.muster.events.EventsException.Reason;
import io.muster.events.LeaveReport;
import io.muster.events.memory.MemoryStore;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreException;
import io.muster.events.spi.StoreUsage;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerKey;
import io.muster.settings.SettingsProblem;
import io.muster.settings.SettingsReport;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/** A topic's configuration comes, changes and is wrong, on real threads. */
class TopicComponentTest {
  private static final long PATIENCE_S = 30;
  private static final PeerKey USER = PeerKey.parse("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");

  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> conditions = new LinkedBlockingQueue<>();
  private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();
  private final AtomicReference<SettingsReport> report = new AtomicReference<>();
  private final EventStore store = MemoryStore.inline();
  private final LocalIdentity identity =
      LocalIdentity.ofSeed(new byte[LocalIdentity.SEED_BYTES], new SecureRandom());
  private TopicComponent component;

  private final BundleContext context =
      (BundleContext)
          Proxy.newProxyInstance(
              TopicComponentTest.class.getClassLoader(),
              new Class<?>[] {BundleContext.class},
              (proxy, method, args) ->
                  method.getName().equals("registerService")
                      ? register((Class<?>) args[0], args[1], (Dictionary<?, ?>) args[2])
                      : null);

  private ServiceRegistration<?> register(
      Class<?> type, Object service, Dictionary<?, ?> properties) {
    if (service instanceof SettingsReport found) {
      report.set(found);
    } else if (type == Condition.class) {
      conditions.add(
          "+" + properties.get(Condition.CONDITION_ID) + " " + properties.get("muster.topic"));
      return registration(() -> conditions.add("-"));
    } else {
      services.put(type, service);
      changes.add("+" + type.getSimpleName());
    }
    return registration(
        () -> {
          if (!(service instanceof SettingsReport)) {
            changes.add("-" + type.getSimpleName());
          }
        });
  }

  private static ServiceRegistration<?> registration(Runnable unregistered) {
    return (ServiceRegistration<?>)
        Proxy.newProxyInstance(
            TopicComponentTest.class.getClassLoader(),
            new Class<?>[] {ServiceRegistration.class},
            (proxy, method, args) -> {
              if (method.getName().equals("unregister")) {
                unregistered.run();
              }
              return null;
            });
  }

  private static Map<String, Object> configuration(Object... pairs) {
    Map<String, Object> all = new HashMap<>();
    all.put("service.pid", "io.muster.events~mine");
    all.put("topic", "orders");
    all.put("role", "server");
    for (int i = 0; i < pairs.length; i += 2) {
      all.put((String) pairs[i], pairs[i + 1]);
    }
    return all;
  }

  private void begin(Map<String, Object> configuration) {
    component = new TopicComponent(context, configuration, SilentLog.LOGGER, board());
    bind(identity, store);
  }

  private NoticesComponent board() {
    return new NoticesComponent(context, SilentLog.LOGGER);
  }

  private void bind(LocalIdentity keys, EventStore disk) {
    component.bindIdentity(keys);
    component.bindAgreement(keys);
    component.bindVerifier(new Ed25519Verifier());
    component.bindStore(disk, Map.of(EventStore.DURABILITY, "none"));
  }

  @AfterEach
  void end() {
    component.deactivate();
  }

  private void await(String... expected) throws InterruptedException {
    for (String change : expected) {
      assertEquals(change, changes.poll(PATIENCE_S, TimeUnit.SECONDS));
    }
  }

  private EventServer server() {
    return (EventServer) services.get(EventServer.class);
  }

  private EventId add(String json) throws Exception {
    return server().addEvent(USER, json).toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
  }

  @Test
  void topicWhoseStoreIsBeingOpenedAnewSaysSoAndOpensWithTheStore() throws Exception {
    List<String> warnings = new CopyOnWriteArrayList<>();
    component = new TopicComponent(context, configuration(), SilentLog.keeping(warnings), board());
    bind(identity, closedStore());
    component.awaitApplied();
    assertFalse(warnings.isEmpty(), "it says nothing");
    assertTrue(warnings.stream().allMatch(w -> w.contains("is being opened anew")), "" + warnings);
    component.bindStore(store, Map.of(EventStore.DURABILITY, "none"));
    assertEquals("+EventServer", changes.poll(PATIENCE_S, TimeUnit.SECONDS));
  }

  @Test
  void conditionTellsThatATopicIsOpenAndItsStoreTakesWhatIsNew() throws Exception {
    AtomicBoolean full = new AtomicBoolean();
    component = new TopicComponent(context, configuration(), SilentLog.LOGGER, board());
    assertTrue(conditions.isEmpty());
    bind(identity, storeThatMayBeFull(full));
    awaitCondition("+io.muster.events.ready orders");
    full.set(true);
    awaitCondition("-");
    full.set(false);
    awaitCondition("+io.muster.events.ready orders");
    component.unbindVerifier(component.topic().verifier());
    awaitCondition("-");
    assertTrue(conditions.isEmpty());
  }

  private void awaitCondition(String change) throws InterruptedException {
    assertEquals(change, conditions.poll(PATIENCE_S, TimeUnit.SECONDS));
  }

  private EventStore storeThatMayBeFull(AtomicBoolean full) {
    return (EventStore)
        Proxy.newProxyInstance(
            TopicComponentTest.class.getClassLoader(),
            new Class<?>[] {EventStore.class},
            (proxy, method, args) -> {
              if (method.getName().equals("usage")) {
                return new StoreUsage(0, 0, 0, 0, full.get());
              }
              return method.getName().equals("equals")
                  ? proxy == args[0]
                  : method.invoke(store, args);
            });
  }

  private static EventStore closedStore() {
    return (EventStore)
        Proxy.newProxyInstance(
            TopicComponentTest.class.getClassLoader(),
            new Class<?>[] {EventStore.class},
            (proxy, method, args) -> {
              if (method.getDeclaringClass() == Object.class) {
                return method.getName().equals("equals") ? proxy == args[0] : 1;
              }
              throw new StoreException(StoreException.Reason.CLOSED, "The store is closed", null);
            });
  }

  @Test
  void changedLimitIsAppliedToTheOpenTopic() throws Exception {
    begin(configuration());
    await("+EventServer", "+PeerProtocol");
    EventServer before = server();
    add("1234567");
    component.modified(configuration("payload.max.bytes", 5));
    component.awaitApplied();
    ExecutionException failure = assertThrows(ExecutionException.class, () -> add("1234567"));
    assertEquals(Reason.TOO_LARGE, ((EventsException) failure.getCause()).reason());
    assertSame(before, server());
    assertTrue(changes.isEmpty());
  }

  @Test
  void anotherRoleOpensTheTopicAnew() throws Exception {
    begin(configuration());
    await("+EventServer", "+PeerProtocol");
    component.modified(configuration("role", "client", "server.key", USER.toString()));
    await("-EventServer", "-PeerProtocol", "+EventClient", "+PeerProtocol");
    assertEquals(USER, ((EventClient) services.get(EventClient.class)).server());
  }

  @Test
  void badConfigurationIsReportedByItsNameAndChangesNothing() throws Exception {
    begin(configuration());
    await("+EventServer", "+PeerProtocol");
    component.modified(configuration("topic", "others", "retry.attempts", "many"));
    component.awaitApplied();
    assertEquals("io.muster.events~mine", report.get().pid());
    List<SettingsProblem> problems = report.get().problems();
    assertEquals("retry.attempts", problems.get(0).key());
    assertEquals("orders", server().topic());
    assertTrue(changes.isEmpty());
  }

  @Test
  void unusableConfigurationCanBeMended() throws Exception {
    begin(configuration("role", "boss"));
    assertTrue(component.topic().whyClosed().contains("configuration"));
    component.modified(configuration());
    await("+EventServer", "+PeerProtocol");
    assertEquals(List.of(), report.get().problems());
  }

  @Test
  void topicClosesInTimeWhileItsHandlerBlocksForEver() throws Exception {
    World world = new World(47);
    world.simulation.startAt(Instant.now());
    SimNode user = world.user("A");
    world.start(user);
    world.add(user, "0");
    world.await("learned", () -> world.learned.size() == 1);
    world.runFor(Duration.ofSeconds(1));
    user.handlers.events().leave(1);
    EventId id = world.add(user, "1");
    world.await("here", () -> user.store.blobs() == 1);
    user.crash(world.network);
    component =
        new TopicComponent(
            context,
            configuration("role", "client", "server.key", world.server.key().toString()),
            SilentLog.LOGGER,
            board());
    CountDownLatch end = new CountDownLatch(1);
    BlockingQueue<Thread> blocked = new LinkedBlockingQueue<>();
    component
        .handlers()
        .events()
        .join(
            1,
            0,
            (event, ack) -> {
              blocked.add(Thread.currentThread());
              while (end.getCount() > 0) {
                LockSupport.park();
              }
            });
    bind(user.identity, user.store);
    await("+EventClient", "+PeerProtocol");
    Thread handler = blocked.poll(PATIENCE_S, TimeUnit.SECONDS);
    assertTrue(handler != null, "the handler is called");
    EventClient client = (EventClient) services.get(EventClient.class);
    assertTimeoutPreemptively(Duration.ofSeconds(PATIENCE_S), component::deactivate);
    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () ->
                client.dropDeadLetter(id).toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS));
    assertEquals(Reason.SERVICE_GONE, ((EventsException) failure.getCause()).reason());
    end.countDown();
    LockSupport.unpark(handler);
    handler.join(Duration.ofSeconds(PATIENCE_S).toMillis());
    assertFalse(handler.isAlive());
  }

  @Test
  void leftTopicIsOpenedAgainByAnyConfigurationAndContinues() throws Exception {
    begin(configuration());
    await("+EventServer", "+PeerProtocol");
    EventServer before = server();
    EventId id = add("1");
    LeaveReport left = before.leave().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    assertTrue(left.entriesNotReplicated() > 0, "nobody is there to have it");
    await("-EventServer", "-PeerProtocol");
    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () ->
                before.addEvent(USER, "2").toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS));
    assertEquals(Reason.SERVICE_GONE, ((EventsException) failure.getCause()).reason());
    component.modified(configuration());
    await("+EventServer", "+PeerProtocol");
    assertEquals(Optional.of(USER), server().event(id).map(state -> state.user()));
  }
}

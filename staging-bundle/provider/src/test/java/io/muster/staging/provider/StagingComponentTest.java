package io.muster.staging.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.peer.JsonText;
import io.muster.settings.SettingsReport;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingListener;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class StagingComponentTest {
  private final RecordedLog log = new RecordedLog();
  private final List<SettingsReport> reports = new CopyOnWriteArrayList<>();
  private StagingComponent component;

  @TempDir Path data;

  private void start(Map<String, Object> properties) {
    component = new StagingComponent(context(), properties, log.logger());
  }

  @AfterEach
  void stop() {
    if (component != null) {
      component.deactivate();
    }
  }

  private BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            BundleContext.class.getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "getProperty" -> data.toString();
                  case "registerService" -> register((SettingsReport) args[1]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private ServiceRegistration<?> register(SettingsReport report) {
    reports.add(report);
    return (ServiceRegistration<?>)
        Proxy.newProxyInstance(
            ServiceRegistration.class.getClassLoader(),
            new Class<?>[] {ServiceRegistration.class},
            (proxy, method, args) -> reports.remove(report) ? null : null);
  }

  /** Notes on which threads it is told of what. */
  private static class Listener implements StagingListener {
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Override
    public void snapshot(long revision, List<StagingEntry> entries) {
      told.add("snapshot " + entries.size());
    }

    @Override
    public void changed(StagingChange change) {
      told.add(change.revision() + " " + Thread.currentThread().getName());
    }
  }

  @Test
  void listenerThatBlocksHoldsUpNeitherTheOthersNorTheBench() throws Exception {
    start(Map.of());
    CountDownLatch held = new CountDownLatch(1);
    for (int i = 0; i < 7; i++) {
      component.bindListener(
          new Listener() {
            @Override
            public void changed(StagingChange change) {
              try {
                held.await(60, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          });
    }
    Listener free = new Listener();
    component.bindListener(free);
    for (int i = 1; i <= 1_000; i++) {
      component.stage("net:h" + i + ":1", Map.of());
    }
    assertEquals("snapshot 0", free.told.poll(30, TimeUnit.SECONDS));
    for (int i = 1; i <= 1_000; i++) {
      String told = free.told.poll(30, TimeUnit.SECONDS);
      assertTrue(told != null && told.startsWith(i + " muster-staging-"), i + ": " + told);
    }
    held.countDown();
  }

  @Test
  void nothingRunsWhenTheComponentIsGone() throws Exception {
    start(Map.of());
    Listener listener = new Listener();
    component.bindListener(listener);
    component.stage("net:a:1", Map.of());
    component.deactivate();
    component.deactivate();
    assertThrows(IllegalStateException.class, component::entries);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("muster-staging")) {
        thread.join(30_000);
        assertFalse(thread.isAlive(), thread.getName());
      }
    }
    component = null;
  }

  @Test
  void entriesOutliveTheComponent() {
    start(Map.of());
    component.stage("net:a:1", Map.of("n", 1));
    component.deactivate();
    start(Map.of());
    assertEquals(Map.of("n", 1), component.get("net:a:1").orElseThrow().data());
    assertEquals(List.of(), log.lines());
  }

  @Test
  void configurationThatIsNotAllRightChangesNothingThatRuns() {
    start(Map.of("entries.max", 2, "expiry.s", "lan=10, x", "file.interval.s", 0));
    assertEquals(
        List.of("expiry.s", "file.interval.s"),
        reports.get(0).problems().stream().map(p -> p.key()).sorted().toList());
    for (int i = 0; i < 3; i++) {
      component.stage("net:a:" + i, Map.of());
    }
    assertEquals(2, component.entries().size());
    component.modified(Map.of("entries.max", 1, "entires.max", 1));
    assertEquals(2, component.entries().size());
    component.modified(Map.of("entries.max", 1));
    assertEquals(1, component.entries().size());
    assertEquals(1, reports.size());
    assertEquals(List.of(), reports.get(0).problems());
  }

  @Test
  void withoutADirectoryEntriesAreNotStoredAndThatIsSaid() {
    StagingSettings settings = StagingSettings.of(Map.of(), null);
    assertTrue(settings.directory().isEmpty());
    assertEquals("directory", settings.report().problems().get(0).key());
    StagingSettings absolute = StagingSettings.of(Map.of("directory", data.toString()), null);
    assertEquals(data, absolute.directory().orElseThrow());
  }

  @Test
  void describedDefaultsAreThoseThatAreUsed() throws Exception {
    StagingSettings used = StagingSettings.of(Map.of(), "/d");
    Map<String, Object> described = new HashMap<>();
    for (var method : StagingConfig.class.getDeclaredMethods()) {
      described.put(method.getName().replace('_', '.'), method.getDefaultValue());
    }
    StagingSettings same = StagingSettings.of(described, "/d");
    assertEquals(List.of(), same.report().problems());
    assertEquals(
        List.of(used.limits(), used.directory(), used.fileInterval(), used.callbackThreads()),
        List.of(same.limits(), same.directory(), same.fileInterval(), same.callbackThreads()));
  }

  @Test
  void stagedShowsATableOrOneJsonDocument() {
    start(Map.of());
    StagedCommands commands = new StagedCommands(component);
    assertTrue(commands._main(new String[] {"staged"}).startsWith("Nobody"));
    component.stage("net:a:1", Map.of("type", "lan", "note", "a\"b\\\n€"));
    component.stage("net:b:1", Map.of("list", List.of(1, true, Map.of())));
    component.reached(component.entries().get(0).address(), false);
    String table = commands._main(new String[] {"staged"});
    assertEquals(3, table.lines().count(), table);
    assertTrue(table.contains("net:b:1"), table);
    String lan = commands._main(new String[] {"staged", "-t", "lan", "--json"});
    JsonText.check(lan);
    assertTrue(lan.contains("\"address\":\"net:a:1\""), lan);
    assertTrue(lan.contains("\"note\":\"a\\\"b\\\\\\u000a\\u20ac\""), lan);
    assertTrue(lan.contains("\"unreachableSince\":\"20"), lan);
    assertFalse(lan.contains("net:b:1"), lan);
    assertThrows(
        IllegalArgumentException.class, () -> commands._main(new String[] {"staged", "-x"}));
    assertThrows(
        IllegalArgumentException.class, () -> commands._main(new String[] {"staged", "-t"}));
  }
}

package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.memory.MemoryStore;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

class StoreCommandsTest {
  private final StoreCommands commands = new StoreCommands();

  @SuppressWarnings("unchecked")
  private void bind(MemoryStore store) {
    Object bundle =
        Proxy.newProxyInstance(
            Bundle.class.getClassLoader(),
            new Class<?>[] {Bundle.class},
            (proxy, method, arguments) -> "a.store");
    Object reference =
        Proxy.newProxyInstance(
            ServiceReference.class.getClassLoader(),
            new Class<?>[] {ServiceReference.class},
            (proxy, method, arguments) -> method.getName().equals("getBundle") ? bundle : 0);
    commands.bindStore((ServiceReference<io.muster.events.spi.EventStore>) reference, store);
  }

  @Test
  void verifyCountsWhatIsSoundAndNamesWhatIsNot() {
    try (MemoryStore store = MemoryStore.inline()) {
      bind(store);
      store.log("feed").append(ByteBuffer.wrap(new byte[] {1}));
      assertEquals("a.store: 1 records in 1 bytes are sound, 0 damages", commands.verify());
      store.putBlob(new byte[32], ByteBuffer.wrap(new byte[] {2}));
      assertTrue(commands.verify().contains("not what it is named"), commands.verify());
      assertTrue(commands.verify("--json").startsWith("[{\"store\":\"a.store\",\"records\":2"));
    }
  }

  @Test
  void verifyWithoutAStoreSaysSoAndKnowsItsArguments() {
    assertEquals("No store is open: see muster:diagnose", commands.verify());
    assertThrows(IllegalArgumentException.class, () -> commands.verify("--all"));
  }
}

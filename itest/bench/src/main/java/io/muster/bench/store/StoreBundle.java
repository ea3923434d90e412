package io.muster.bench.store;

import io.muster.events.file.FileStoreComponent;
import io.muster.events.spi.EventStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/** The component of the file store, started as a framework would start it, with its defaults. */
final class StoreBundle {
  private final CompletableFuture<EventStore> registered = new CompletableFuture<>();
  private final FileStoreComponent component;

  StoreBundle(Path directory) {
    component =
        new FileStoreComponent(
            stub(BundleContext.class, this::call),
            stub(Logger.class, (proxy, method, arguments) -> null),
            Map.of("directory", directory.toString()));
  }

  private static <T> T stub(Class<T> type, InvocationHandler answer) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answer));
  }

  private Object call(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
    if (!method.getName().equals("registerService")) {
      return null; // a framework property that is not set
    }
    if (arguments[1] instanceof EventStore store) {
      registered.complete(store);
    }
    return stub(ServiceRegistration.class, (registration, called, nothing) -> null);
  }

  EventStore await() throws Exception {
    return registered.get(60, TimeUnit.SECONDS);
  }

  void close() throws InterruptedException {
    component.close();
  }
}

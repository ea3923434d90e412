package io.muster.bench.staging;

import io.muster.staging.StagingListener;
import io.muster.staging.provider.StagingComponent;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/** The component of the bench, started as a framework would start it, and large enough. */
final class StagingBundle implements AutoCloseable {
  private static final Map<String, Object> LARGE =
      Map.of("entries.max", 1_000_000, "data.max.bytes", 1L << 30);

  private final StagingComponent component;

  StagingBundle(Path directory) {
    component =
        new StagingComponent(
            stub(BundleContext.class, (p, called, a) -> answer(called.getName(), directory)),
            LARGE,
            stub(Logger.class, (proxy, called, arguments) -> null));
  }

  private static Object answer(String called, Path directory) {
    return called.equals("registerService")
        ? stub(ServiceRegistration.class, (proxy, method, arguments) -> null)
        : directory.toString(); // the property that names the host's data directory
  }

  private static <T> T stub(Class<T> type, InvocationHandler answer) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answer));
  }

  StagingComponent service() {
    return component;
  }

  /** As the whiteboard would. */
  void watch(StagingListener listener) {
    component.watch(listener);
  }

  @Override
  public void close() {
    component.deactivate();
  }
}

package io.muster.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Services by the name of their type, looked up when asked and given back at once. */
final class Services {
  private final BundleContext context;

  Services(BundleContext context) {
    this.context = context;
  }

  Bundle[] bundles() {
    return context.getBundles();
  }

  String property(String name) {
    return context.getProperty(name);
  }

  /** The registrations of a type, the best first; also those whose class this bundle cannot see. */
  List<ServiceReference<?>> registered(String type) {
    try {
      ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
      if (found == null) {
        return List.of();
      }
      Arrays.sort(found, java.util.Comparator.reverseOrder());
      return List.of(found);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("No filter was given", e);
    }
  }

  /** Applies a function to each service of a type that this bundle can see. */
  <S, T> List<T> each(Class<S> type, Function<S, T> function) {
    List<T> results = new ArrayList<>();
    try {
      for (ServiceReference<S> reference : context.getServiceReferences(type, null)) {
        S service = context.getService(reference);
        if (service != null) {
          results.add(function.apply(service));
          context.ungetService(reference);
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("No filter was given", e);
    }
    return results;
  }
}

package io.muster.itest.probe;

import io.muster.events.EventOptions;
import io.muster.events.EventServer;
import io.muster.events.Topic;
import io.muster.events.TopicStatus;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import io.muster.settings.SettingsProblem;
import io.muster.settings.SettingsReport;
import io.muster.staging.Staging;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Runs inside of a framework and does what a test asks for, in words: a command and its arguments,
 * with line feeds between them. Keeps no service for longer than one command.
 */
public final class ProbeActivator implements BundleActivator {
  private BundleContext context;

  @Override
  public void start(BundleContext bundleContext) {
    context = bundleContext;
    Function<String, String> probe = this::run;
    context.registerService(
        Function.class, probe, FrameworkUtil.asDictionary(Map.of("muster.probe", "true")));
  }

  @Override
  public void stop(BundleContext bundleContext) {
    // the framework takes the service back
  }

  private String run(String command) {
    String[] words = command.split("\n");
    try {
      return switch (words[0]) {
        case "key" -> with(Identity.class, null, identity -> identity.key().toString());
        case "sign" -> with(Identity.class, null, this::signs);
        case "stage" -> with(Staging.class, null, staging -> stages(staging, words[1]));
        case "staged" -> with(Staging.class, null, s -> String.valueOf(s.entries().size()));
        case "problems" -> problems();
        case "add" ->
            with(
                EventServer.class,
                "(muster.topic=orders)",
                server -> add(server, PeerKey.parse(words[1]), words[2]));
        case "status" -> status("orders");
        case "status-of" -> status(words[1]);
        default -> throw new IllegalArgumentException(words[0]);
      };
    } catch (Exception e) {
      throw new IllegalStateException(e.toString()); // a text: no class of ours leaves the bundle
    }
  }

  /** What is done with a service. */
  private interface Use<S> {
    String with(S service) throws Exception;
  }

  private <S> String with(Class<S> type, String filter, Use<S> use) throws Exception {
    for (ServiceReference<S> reference : context.getServiceReferences(type, filter)) {
      S service = context.getService(reference);
      if (service != null) {
        try {
          return use.with(service);
        } finally {
          context.ungetService(reference);
        }
      }
    }
    throw new IllegalStateException("there is no " + type.getSimpleName());
  }

  private String signs(Identity identity) throws Exception {
    byte[] text = "a text".getBytes(StandardCharsets.UTF_8);
    byte[] signature = identity.sign("muster/itest1", text);
    return with(
        SignatureVerifier.class,
        null,
        verifier ->
            verifier.verify(identity.key(), "muster/itest1", text, signature)
                + " "
                + verifier.verify(identity.key(), "muster/itest2", text, signature));
  }

  private static String stages(Staging staging, String address) {
    boolean added = staging.stage(address, Map.of("from", "probe"));
    String seen = staging.get(address).map(entry -> entry.address().toString()).orElse("nothing");
    return added + " " + seen + " " + staging.unstage(address);
  }

  private static String add(EventServer server, PeerKey user, String number) throws Exception {
    return server
        .addEvent(
            user,
            "{\"number\":" + number + "}",
            EventOptions.defaults().withDedupeKey("event " + number))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS)
        .toString();
  }

  private String status(String name) throws Exception {
    StringBuilder text = new StringBuilder();
    for (ServiceReference<Topic> reference : topics(name)) {
      Topic topic = context.getService(reference);
      if (topic != null) {
        TopicStatus status = topic.status();
        text.append(status);
      }
      context.ungetService(reference);
    }
    return text.toString();
  }

  @SuppressWarnings("unchecked")
  private Iterable<ServiceReference<Topic>> topics(String name) throws InvalidSyntaxException {
    ServiceReference<?>[] found =
        context.getServiceReferences((String) null, "(muster.topic=" + name + ")");
    return found == null
        ? java.util.List.of()
        : java.util.Arrays.stream(found)
            .filter(r -> isTopic((String[]) r.getProperty("objectClass")))
            .map(r -> (ServiceReference<Topic>) r)
            .toList();
  }

  private static boolean isTopic(String[] names) {
    String first = names[0];
    return first.equals("io.muster.events.EventServer")
        || first.equals("io.muster.events.EventClient");
  }

  private String problems() throws InvalidSyntaxException {
    return context.getServiceReferences(SettingsReport.class, null).stream()
        .map(context::getService)
        .filter(Objects::nonNull) // gone meanwhile
        .flatMap(report -> report.problems().stream())
        .map(SettingsProblem::toString)
        .collect(Collectors.joining("\n"));
  }
}

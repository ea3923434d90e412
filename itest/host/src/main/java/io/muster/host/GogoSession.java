package io.muster.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Runs Gogo commands. The host's classes and the bundle that holds Gogo do not share the types of
 * the shell, so the three methods that are needed are called by name.
 */
final class GogoSession implements AutoCloseable {
  private static final String PROCESSOR = "org.apache.felix.service.command.CommandProcessor";
  private static final String SESSION = "org.apache.felix.service.command.CommandSession";
  private static final int INSPECT = 0;

  private final Class<?> type;
  private final AutoCloseable session;
  private final PrintStream out;

  private GogoSession(Class<?> type, AutoCloseable session, PrintStream out) {
    this.type = type;
    this.session = session;
    this.out = out;
  }

  static GogoSession open(BundleContext context, PrintStream out, PrintStream err)
      throws Exception {
    ServiceReference<?> reference = context.getServiceReference(PROCESSOR);
    if (reference == null) {
      throw new IllegalStateException("no Gogo runtime is active");
    }
    ClassLoader loader = context.getService(reference).getClass().getClassLoader();
    Class<?> processor = loader.loadClass(PROCESSOR);
    Object session =
        processor
            .getMethod("createSession", InputStream.class, OutputStream.class, OutputStream.class)
            .invoke(context.getService(reference), InputStream.nullInputStream(), out, err);
    GogoSession opened = new GogoSession(loader.loadClass(SESSION), (AutoCloseable) session, out);
    opened.shareContext(context);
    return opened;
  }

  /** The methods of the bundle context are commands, as they are in the interactive shell. */
  private void shareContext(BundleContext context) throws Exception {
    type.getMethod("put", String.class, Object.class).invoke(session, ".context", context);
    run("addcommand context ${.context}");
  }

  /** Runs the commands and prints the result, if there is one; what they throw is thrown on. */
  void run(String commands) throws Exception {
    try {
      Object result = type.getMethod("execute", CharSequence.class).invoke(session, commands);
      if (result != null) {
        Object text =
            type.getMethod("format", Object.class, int.class).invoke(session, result, INSPECT);
        out.println(text);
      }
      out.flush();
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** The text as one word of a command. */
  static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  @Override
  public void close() throws IOException {
    try {
      session.close();
    } catch (Exception e) {
      throw new IOException("the command session did not close", e);
    }
  }
}

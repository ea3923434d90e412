package io.muster.world;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The classes under test, loaded once more, with one of them compiled from a source with a bug:
 * nothing in what is shipped knows of it.
 */
final class PlantedCode implements AutoCloseable {
  private static final String PACKAGE = "io/muster/hub/provider/";

  private final URLClassLoader loader;

  private PlantedCode(URLClassLoader loader) {
    this.loader = loader;
  }

  /** Compiles a plant into an empty directory; {@code sources} is src/main/java of the provider. */
  static PlantedCode of(Plant plant, Path sources, Path into) throws IOException {
    List<JavaFileObject> planted = new ArrayList<>();
    for (String file : plant.files()) {
      String source = Files.readString(sources.resolve(PACKAGE + file));
      planted.add(source(PACKAGE + file, plant.into(file, source)));
    }
    compile(plant, planted, into);
    List<URL> urls = new ArrayList<>();
    urls.add(into.toUri().toURL());
    for (String entry : classPath().split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    ClassLoader parent = ClassLoader.getPlatformClassLoader();
    return new PlantedCode(new URLClassLoader(urls.toArray(URL[]::new), parent));
  }

  private static String classPath() {
    String whole = System.getProperty("surefire.test.class.path");
    return whole != null ? whole : System.getProperty("java.class.path");
  }

  private static void compile(Plant plant, List<JavaFileObject> planted, Path into) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-cp", classPath(), "-d", into.toString());
    if (!compiler.getTask(messages, null, null, options, null, planted).call()) {
      throw new IllegalStateException("'" + plant + "' does not compile: " + messages);
    }
  }

  private static JavaFileObject source(String name, String source) {
    return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean lenient) {
        return source;
      }
    };
  }

  /** The invariant that a seed breaks, or an empty text. */
  String violation(long seed) throws ReflectiveOperationException {
    return (String)
        loader
            .loadClass(Hunt.class.getName())
            .getMethod("violation", long.class)
            .invoke(null, seed);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}

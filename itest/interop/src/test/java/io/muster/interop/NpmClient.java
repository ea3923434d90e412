package io.muster.interop;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.util.List;

/** The npm client in a process of its own. */
final class NpmClient implements AutoCloseable {
  private final LineProcess node;
  private final String url;

  NpmClient(URI hub) throws Exception {
    url = hub.toString();
    node =
        new LineProcess(
            NpmPackages.modules().getParent(),
            List.of(
                "node",
                "-e",
                "module.paths.unshift(process.argv[2]); require(process.argv[1])",
                NpmPackages.script("hub-client.js").toAbsolutePath().toString(),
                NpmPackages.modules().toAbsolutePath().toString()));
    event("ready");
  }

  /** Subscribes and waits until the stream is open. */
  void subscribe(String app, String channel) throws Exception {
    node.say(command("subscribe", app, channel, JsonNull.INSTANCE).toString());
    event("open");
  }

  /** Sends and returns the error, or {@code null} as text if there was none. */
  String broadcast(String app, String channel, String json) throws Exception {
    node.say(command("broadcast", app, channel, JsonParser.parseString(json)).toString());
    return event("sent").get("error").toString();
  }

  /** The next message on any of its streams. */
  JsonElement message() throws Exception {
    return event("message").get("message");
  }

  private JsonObject command(String op, String app, String channel, JsonElement message) {
    JsonObject command = new JsonObject();
    command.addProperty("op", op);
    command.addProperty("app", app);
    command.addProperty("url", url);
    command.addProperty("channel", channel);
    command.add("message", message);
    return command;
  }

  private JsonObject event(String kind) throws Exception {
    String line = node.await(text -> text.startsWith("{\"event\":\"" + kind + "\""));
    return JsonParser.parseString(line).getAsJsonObject();
  }

  @Override
  public void close() {
    node.close();
  }
}

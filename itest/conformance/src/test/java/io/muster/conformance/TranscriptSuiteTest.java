package io.muster.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.muster.hub.signalhub.SignalhubRendezvous;
import io.muster.hub.signalhub.server.SignalhubServer;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TranscriptSuiteTest {
  private static final Path DATA =
      Path.of(System.getProperty("muster.conformance"), "signalhub-transcripts.json");

  private static SignalhubServer hub;
  private static SignalhubRendezvous client;
  private static Server jetty;
  private static TranscriptSuite suite;

  @BeforeAll
  static void start() throws Exception {
    hub = SignalhubServer.of(Map.of("heartbeat.s", 1));
    client = SignalhubRendezvous.of(Map.of(), line -> {});
    jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector
        .getConnectionFactory(HttpConnectionFactory.class)
        .getHttpConfiguration()
        .setUriCompliance(UriCompliance.UNSAFE); // as the host does for a hub
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(new ServletHolder(hub.servlet()), "/");
    jetty.setHandler(context);
    jetty.start();
    URI address = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    suite = new TranscriptSuite(client, () -> address, Duration.ofSeconds(1));
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    hub.close();
    jetty.stop();
  }

  @TestFactory
  Stream<DynamicTest> everyTranscriptPasses() throws Exception {
    JsonObject file;
    try (Reader reader = Files.newBufferedReader(DATA)) {
      file = JsonParser.parseReader(reader).getAsJsonObject();
    }
    Iterable<JsonElement> all = file.getAsJsonArray("transcripts");
    return StreamSupport.stream(all.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(
            item ->
                DynamicTest.dynamicTest(
                    item.get("id").getAsString(),
                    () -> assertEquals(Outcome.passed(), suite.run(item, file))));
  }

  @Test
  void answerThatDiffersFails() throws Exception {
    assertEquals(
        Outcome.Kind.FAILED,
        run(
            "{'id':'x','category':'route','request':{'method':'GET','path':'/nothing'},"
                + "'response':{'status':200,'body':''}}"));
    assertEquals(
        Outcome.Kind.FAILED,
        run(
            "{'id':'x','category':'publish','before':[{'conn':'S1','request':{'method':'GET',"
                + "'path':'/v1/a/b'},'response':{'status':200,'headers':{'content-type':"
                + "'text/event-stream; charset=utf-8'},'body':''}}],'request':{'method':'POST',"
                + "'path':'/v1/a/b','body':'1'},'response':{'status':200,'body':''},"
                + "'observed':[{'conn':'S1','text':''}]}"));
  }

  @Test
  void clientThatDiffersFails() throws Exception {
    String receive =
        "{'id':'x','category':'client-receive','client':{'app':'a','op':'subscribe','channel':"
            + "'c'},'request':{'method':'GET','path':'%s'},'response':{'status':200,'headers':"
            + "{'content-type':'text/event-stream'},'body':'data: 1\\n\\n'},'outcome':"
            + "{'emitted':[%s]}}";
    assertEquals(Outcome.Kind.PASSED, run(receive.formatted("/v1/a/c", "1")));
    assertEquals(Outcome.Kind.FAILED, run(receive.formatted("/v1/a/c", "2")));
    assertEquals(Outcome.Kind.FAILED, run(receive.formatted("/v1/a/d", "1")));
  }

  @Test
  void markedTranscriptWithoutExpectationIsRunAndSkipped() throws Exception {
    String unheardOf =
        "{'id':'unheard-of','category':'route','upstreamDefect':'bad','request':"
            + "{'method':'GET','path':'/nothing'},'response':{'status':200,'body':''}}";
    assertEquals(Outcome.Kind.SKIPPED, run(unheardOf));
  }

  @Test
  void expectationsAreForMarkedTranscriptsOnly() throws Exception {
    String better;
    try (var in = TranscriptSuite.class.getResourceAsStream("signalhub-expectations.json")) {
      better = new String(in.readAllBytes());
    }
    String data = Files.readString(DATA);
    for (JsonElement item :
        JsonParser.parseString(better).getAsJsonObject().getAsJsonArray("transcripts")) {
      String id = item.getAsJsonObject().get("id").getAsString();
      int at = data.indexOf("\"id\":\"" + id + "\"");
      String line = data.substring(at, data.indexOf('\n', at));
      assertTrue(at >= 0 && !line.contains("\"upstreamDefect\":null"), id);
    }
  }

  private static Outcome.Kind run(String transcript) throws Exception {
    JsonObject item = JsonParser.parseString(transcript).getAsJsonObject();
    return suite.run(item, new JsonObject()).kind();
  }
}

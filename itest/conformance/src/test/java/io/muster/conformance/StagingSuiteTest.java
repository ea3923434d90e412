package io.muster.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.muster.staging.StagingFactory;
import io.muster.staging.StagingFactory.PrivateStaging;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StagingSuiteTest {
  private final StagingFactory forgetful =
      (clock, callbacks) ->
          (PrivateStaging)
              Proxy.newProxyInstance(
                  PrivateStaging.class.getClassLoader(),
                  new Class<?>[] {PrivateStaging.class},
                  (proxy, method, args) ->
                      switch (method.getName()) {
                        case "stage" -> true;
                        case "get" -> Optional.empty();
                        case "entries" -> List.of();
                        case "close" -> null;
                        default -> throw new IllegalStateException(method.getName());
                      });

  private Outcome.Kind run(String trace) {
    JsonObject item = JsonParser.parseString(trace).getAsJsonObject();
    return new StagingSuite(forgetful).run(item, new JsonObject()).kind();
  }

  @Test
  void answersThatDifferFail() {
    String stage = "{'id':'x','steps':[{'t':'T1','op':'stage','args':['net:a',{}],'result':%s}]}";
    assertEquals(Outcome.Kind.PASSED, run(stage.formatted("true")));
    assertEquals(Outcome.Kind.FAILED, run(stage.formatted("false")));
    assertEquals(
        Outcome.Kind.FAILED,
        run("{'id':'x','steps':[{'t':'T1','op':'entries','result':[['net:a',{}]]}]}"));
    assertEquals(
        Outcome.Kind.FAILED,
        run("{'id':'x','steps':[{'t':'T1','op':'stage','args':[1],'result':true}]}"));
  }

  @Test
  void markedTraceWithoutExpectationIsRunAndSkipped() {
    assertEquals(
        Outcome.Kind.SKIPPED,
        run(
            "{'id':'unheard-of','upstreamDefect':'bad','steps':[{'t':'T1','op':'entries',"
                + "'result':[1]}]}"));
  }

  @Test
  void markedTraceWithExpectationIsAsserted() {
    assertEquals(
        Outcome.Kind.FAILED, run("{'id':'clock-goes-back','upstreamDefect':'bad','steps':[]}"));
  }

  @Test
  void orderOfFieldsMatters() {
    assertEquals(true, TraceJson.same(json("{'a':1,'b':[2]}"), json("{'a':1,'b':[2]}")));
    assertEquals(false, TraceJson.same(json("{'a':1,'b':[2]}"), json("{'b':[2],'a':1}")));
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}

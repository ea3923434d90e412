package io.muster.hub.signalhub.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ServerSettingsTest {
  private static final String METATYPE =
      "/OSGI-INF/metatype/io.muster.hub.signalhub.server.ServerConfig.xml";

  @Test
  void whatToolsShowIsWhatIsRead() throws Exception {
    Map<String, Object> defaults = new HashMap<>();
    NodeList attributes;
    try (InputStream in = ServerSettings.class.getResourceAsStream(METATYPE)) {
      attributes =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("AD");
    }
    for (int i = 0; i < attributes.getLength(); i++) {
      Element attribute = (Element) attributes.item(i);
      String key = attribute.getAttribute("id");
      defaults.put(key, attribute.getAttribute("default"));
      if (attribute.hasAttribute("min")) {
        long min = Long.parseLong(attribute.getAttribute("min"));
        long max = Long.parseLong(attribute.getAttribute("max"));
        assertEquals(List.of(), problems(Map.of(key, min)), key);
        assertEquals(List.of(), problems(Map.of(key, max)), key);
        assertEquals(1, problems(Map.of(key, min - 1)).size(), key);
        assertEquals(1, problems(Map.of(key, max + 1)).size(), key);
      }
    }
    assertEquals(8, defaults.size());
    assertEquals(List.of(), problems(defaults));
    assertEquals(
        ServerSettings.DEFAULTS, ServerSettings.read(Settings.of(ServerSettings.PID, defaults)));
    assertEquals(
        ServerSettings.DEFAULTS, ServerSettings.read(Settings.of(ServerSettings.PID, Map.of())));
  }

  @Test
  void misspeltKeyIsNamedWithTheNearest() {
    String problem = problems(Map.of("max.subscriber", 5)).get(0).toString();
    assertTrue(problem.contains("did you mean 'max.subscribers'"), problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hub", "/hub/", "//", "/a//b", "/..", "/a/../b", "/h b", "/*"})
  void pathThatIsNoneIsRefused(String path) {
    assertEquals(1, problems(Map.of("path", path)).size());
  }

  @Test
  void prefixIsThePathWithoutASlashAtItsEnd() {
    assertEquals("", ServerSettings.DEFAULTS.prefix());
    Settings settings = Settings.of(ServerSettings.PID, Map.of("path", "/a/hub"));
    assertEquals("/a/hub", ServerSettings.read(settings).prefix());
  }

  private static List<SettingsProblem> problems(Map<String, ?> properties) {
    Settings settings = Settings.of(ServerSettings.PID, properties);
    ServerSettings.read(settings);
    return settings.report().problems();
  }
}

package io.muster.hub.signalhub;

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
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SignalhubSettingsTest {
  private static final String METATYPE =
      "/OSGI-INF/metatype/io.muster.hub.signalhub.SignalhubConfig.xml";

  @Test
  void whatToolsShowIsWhatIsRead() throws Exception {
    Map<String, Object> defaults = new HashMap<>();
    NodeList attributes;
    try (InputStream in = SignalhubSettings.class.getResourceAsStream(METATYPE)) {
      attributes =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("AD");
    }
    for (int i = 0; i < attributes.getLength(); i++) {
      Element attribute = (Element) attributes.item(i);
      String key = attribute.getAttribute("id");
      long min = Long.parseLong(attribute.getAttribute("min"));
      long max = Long.parseLong(attribute.getAttribute("max"));
      defaults.put(key, attribute.getAttribute("default"));
      assertEquals(List.of(), problems(Map.of(key, min)), key);
      assertEquals(List.of(), problems(Map.of(key, max)), key);
      assertEquals(1, problems(Map.of(key, min - 1)).size(), key);
      assertEquals(1, problems(Map.of(key, max + 1)).size(), key);
    }
    assertEquals(5, defaults.size());
    assertEquals(List.of(), problems(defaults));
    assertEquals(read(Map.of()), read(defaults));
  }

  @Test
  void misspeltKeyIsNamedWithTheNearest() {
    String problem = problems(Map.of("livenes.s", 5)).get(0).toString();
    assertTrue(problem.contains("did you mean 'liveness.s'"), problem);
  }

  private static SignalhubSettings read(Map<String, ?> properties) {
    return SignalhubSettings.read(Settings.of(SignalhubSettings.PID, properties));
  }

  private static List<SettingsProblem> problems(Map<String, ?> properties) {
    Settings settings = Settings.of(SignalhubSettings.PID, properties);
    SignalhubSettings.read(settings);
    return settings.report().problems();
  }
}

package io.muster.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.muster.peer.PeerAddress.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded behaviour of the JavaScript original; the data has its home in itest/conformance. */
class AddressVectorsTest {
  static Stream<JsonObject> items(String array) throws IOException {
    Path file = Path.of(System.getProperty("muster.conformance"), "address-vectors.json");
    return objects(
        JsonParser.parseString(Files.readString(file)).getAsJsonObject().getAsJsonArray(array));
  }

  static Stream<JsonObject> vectors() throws IOException {
    return items("vectors");
  }

  static Stream<JsonObject> encodings() throws IOException {
    return items("encodings");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void textIsReadAsRecorded(JsonObject vector) {
    String input = vector.get("input").getAsString();
    if (!vector.get("valid").getAsBoolean()) {
      assertThrows(IllegalArgumentException.class, () -> PeerAddress.parse(input));
      return;
    }
    PeerAddress address = PeerAddress.parse(input);
    assertEquals(structure(vector.getAsJsonArray("decoded")), address.alternatives());
    assertEquals(vector.get("canonical").getAsString(), address.toString());
    JsonElement key = vector.get("key");
    assertEquals(
        key.isJsonNull() ? null : key.getAsString(),
        address.key().map(PeerKey::toString).orElse(null));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void structureIsWrittenWithEscapes(JsonObject encoding) {
    List<List<Protocol>> structure = structure(encoding.getAsJsonArray("structure"));
    if (encoding.get("encodable").getAsBoolean()) {
      assertEquals(encoding.get("canonical").getAsString(), new PeerAddress(structure).toString());
    } else {
      assertThrows(IllegalArgumentException.class, () -> new PeerAddress(structure));
    }
  }

  private static List<List<Protocol>> structure(JsonArray alternatives) {
    return StreamSupport.stream(alternatives.spliterator(), false)
        .map(chain -> objects(chain.getAsJsonArray()).map(AddressVectorsTest::protocol).toList())
        .toList();
  }

  private static Protocol protocol(JsonObject protocol) {
    List<String> data =
        protocol.getAsJsonArray("data").asList().stream().map(JsonElement::getAsString).toList();
    return new Protocol(protocol.get("name").getAsString(), data);
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsJsonObject);
  }
}

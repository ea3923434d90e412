package io.muster.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerAddress.Protocol;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.osgi.service.component.annotations.Component;

/** Runs {@code address-vectors/1}: texts that are parsed, structures that are written. */
@Component
public final class AddressSuite implements ConformanceSuite {
  @Override
  public String format() {
    return "address-vectors/1";
  }

  @Override
  public Outcome run(JsonObject item, JsonObject file) {
    return item.has("structure") ? encoding(item) : vector(item);
  }

  private static Outcome vector(JsonObject item) {
    PeerAddress address;
    try {
      address = PeerAddress.parse(item.get("input").getAsString());
    } catch (IllegalArgumentException e) {
      return item.get("valid").getAsBoolean()
          ? Outcome.failed("valid, but refused: " + e.getMessage())
          : Outcome.passed();
    }
    if (!item.get("valid").getAsBoolean()) {
      return Outcome.failed("not valid, but read as " + address.alternatives());
    }
    List<List<Protocol>> decoded = structure(item.getAsJsonArray("decoded"));
    if (!address.alternatives().equals(decoded)) {
      return Outcome.failed("expected " + decoded + ", but was " + address.alternatives());
    }
    String key = address.key().map(PeerKey::toString).orElse(null);
    Outcome sameKey = same("key", text(item, "key"), key);
    return sameKey.kind() == Outcome.Kind.PASSED
        ? same("text", text(item, "canonical"), address.toString())
        : sameKey;
  }

  private static Outcome encoding(JsonObject item) {
    String text;
    try {
      text = new PeerAddress(structure(item.getAsJsonArray("structure"))).toString();
    } catch (IllegalArgumentException e) {
      return item.get("encodable").getAsBoolean()
          ? Outcome.failed("encodable, but refused: " + e.getMessage())
          : Outcome.passed();
    }
    return same("text", text(item, "canonical"), text);
  }

  private static Outcome same(String what, String expected, String seen) {
    return Objects.equals(expected, seen)
        ? Outcome.passed()
        : Outcome.failed("expected the " + what + " " + expected + ", but was " + seen);
  }

  private static String text(JsonObject item, String field) {
    JsonElement value = item.get(field);
    return value == null || value.isJsonNull() ? null : value.getAsString();
  }

  private static List<List<Protocol>> structure(JsonArray alternatives) {
    List<List<Protocol>> structure = new ArrayList<>();
    for (JsonElement alternative : alternatives) {
      List<Protocol> chain = new ArrayList<>();
      for (JsonElement protocol : alternative.getAsJsonArray()) {
        chain.add(protocol(protocol.getAsJsonObject()));
      }
      structure.add(chain);
    }
    return structure;
  }

  private static Protocol protocol(JsonObject protocol) {
    List<String> data = new ArrayList<>();
    protocol.getAsJsonArray("data").forEach(element -> data.add(element.getAsString()));
    return new Protocol(protocol.get("name").getAsString(), data);
  }
}

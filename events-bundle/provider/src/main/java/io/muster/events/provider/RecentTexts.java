package io.muster.events.provider;

import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.crypto.Content;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this node has encrypted of late, by the hashes of the bodies: a receipt mostly comes soon.
 */
final class RecentTexts {
  private static final int MAX_CHARACTERS = 2 << 20;

  private final Map<Hash, Content> texts = new LinkedHashMap<>();
  private int characters;

  Optional<Content> get(Hash body) {
    return Optional.ofNullable(texts.get(body));
  }

  void put(Hash body, Content text) {
    remove(body);
    texts.put(body, text);
    characters += size(text);
    Iterator<Content> oldest = texts.values().iterator();
    while (characters > MAX_CHARACTERS && oldest.hasNext()) {
      characters -= size(oldest.next());
      oldest.remove();
    }
  }

  void remove(Hash body) {
    Content text = texts.remove(body);
    if (text != null) {
      characters -= size(text);
    }
  }

  private static int size(Content text) {
    return text.type().length() + text.json().length();
  }
}

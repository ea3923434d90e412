package io.muster.events.provider;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The topics of this node, for commands. */
@Component(service = TopicListComponent.class)
public final class TopicListComponent {
  private final List<TopicComponent> topics = new CopyOnWriteArrayList<>();

  @Reference(
      name = "topics",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void bindTopic(TopicComponent topic) {
    topics.add(topic);
  }

  void unbindTopic(TopicComponent topic) {
    topics.remove(topic);
  }

  /** Returns the topics whose configuration is usable, by name; not all of them are open. */
  List<TopicComponent> configured() {
    return topics.stream()
        .filter(component -> component.settings() != null)
        .sorted(Comparator.comparing(component -> component.settings().topic()))
        .toList();
  }
}

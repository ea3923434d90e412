package io.muster.events.provider;

import io.muster.events.EventClient;
import io.muster.events.EventId;
import java.util.concurrent.CompletionStage;

/** A client of an open topic. */
final class ClientService extends TopicService implements EventClient {
  private final ClientRole role;

  ClientService(OpenTopic open, Leaving leaving) {
    super(open, leaving);
    this.role = (ClientRole) open.role();
  }

  @Override
  public CompletionStage<Void> skip(EventId id) {
    return request(() -> role.skip(id));
  }
}

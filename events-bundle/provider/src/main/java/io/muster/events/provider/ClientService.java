package io.muster.events.provider;

import io.muster.events.EventClient;

/** A client of an open topic. */
final class ClientService extends TopicService implements EventClient {
  ClientService(OpenTopic open, Leaving leaving) {
    super(open, leaving);
  }
}

package io.muster.example;

import io.muster.events.EventClient;
import io.muster.events.EventServer;
import io.muster.events.Topic;
import io.muster.events.TopicStatus;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** At a shop or branch, in the shell: how far it is. */
@Component(
    service = Object.class,
    property = {"osgi.command.scope=example", "osgi.command.function=status"})
public final class StatusCommands {
  private final Ledger ledger;

  @Reference(
      target = "(muster.topic=orders)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile EventServer shop;

  @Reference(
      target = "(muster.topic=orders)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile EventClient branch;

  /** Wires the command; whether this node is a shop or a branch may change while it runs. */
  @Activate
  public StatusCommands(@Reference(name = "ledger") Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Notes in the ledger how far this node is.
   *
   * @return the same for the shell
   */
  public String status() {
    Topic topic = shop != null ? shop : branch;
    if (topic == null) {
      return "the topic is not open yet; muster:diagnose says why";
    }
    TopicStatus status = topic.status();
    ledger.status(status);
    return status.toString();
  }
}

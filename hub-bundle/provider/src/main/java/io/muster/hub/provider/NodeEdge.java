package io.muster.hub.provider;

import io.muster.hub.provider.announce.Signal;
import io.muster.hub.provider.machine.Action;
import io.muster.hub.provider.machine.Edge;
import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.machine.LinkAction;
import io.muster.hub.provider.machine.Machine;
import io.muster.hub.spi.Transport;
import java.util.Optional;

/** Has done by the parts of a node what its machine decides. */
final class NodeEdge implements Edge {
  private final HubNode.Parts parts;
  private final Surroundings around;
  private final Journal journal;
  private final Trace trace;
  private Machine machine;
  private NodeClock clock;

  NodeEdge(HubNode.Parts parts, Surroundings around, Journal journal, Trace trace) {
    this.parts = parts;
    this.around = around;
    this.journal = journal;
    this.trace = trace;
  }

  /** Before the first action. */
  void machine(Machine now, NodeClock then) {
    machine = now;
    clock = then;
  }

  @Override
  public void observe(Action action) {
    trace.add(action);
    journal.trace(action);
  }

  @Override
  public void dial(Effect.Dial effect) {
    Optional<Transport> transport = parts.transports().of(effect.address());
    if (transport.isPresent()) {
      parts.links().dial(effect, transport.get());
    } else {
      machine.dispatch(
          new LinkAction.RemotePeerConnectionFailed(
              effect.peer(),
              effect.attempt(),
              effect.address(),
              "no transport for '" + effect.address().scheme() + "'",
              around.millis(),
              around.random().nextDouble()));
    }
  }

  @Override
  public void openLink(Effect.OpenLink effect) {
    parts.links().openLink(effect);
  }

  @Override
  public void closeLink(Effect.CloseLink effect) {
    parts.links().closeLink(effect);
  }

  @Override
  public void notifyEnded(Effect.NotifyEnded effect) {
    parts.links().notifyEnded(effect);
  }

  @Override
  public void probe(Effect.Probe effect) {
    parts.links().probe(effect);
  }

  @Override
  public void connectHub(Effect.ConnectHub effect) {
    parts.hubSessions().connect(effect.hub());
  }

  @Override
  public void leaveHub(Effect.LeaveHub effect) {
    parts.hubSessions().leave(effect.hub());
  }

  @Override
  public void publish(Effect.Publish effect) {
    parts.hubSessions().announce(effect.hub());
  }

  @Override
  public void askToDial(Effect.AskToDial effect) {
    if (!parts.spokesman().canSpeak()) {
      return; // asked again after the next back-off
    }
    parts
        .hubSessions()
        .send(
            effect.hub(),
            HubSessions.SIGNAL,
            parts.spokesman().signal(effect.peer(), Signal.DIAL_ME));
  }

  @Override
  public void stage(Effect.Stage effect) {
    parts.bench().stage(effect);
  }

  @Override
  public void unstage(Effect.Unstage effect) {
    parts.bench().unstage(effect);
  }

  @Override
  public void takeOff(Effect.TakeOff effect) {
    parts.bench().takeOff(effect.peer());
  }

  @Override
  public void putBack(Effect.PutBack effect) {
    parts.bench().putBack(effect.peer());
  }

  @Override
  public void reached(Effect.Reached effect) {
    parts.bench().reached(effect);
  }

  @Override
  public void unstageAll(Effect.UnstageAll effect) {
    parts.bench().unstageAll(effect.peer());
  }

  @Override
  public void report(Effect.Report effect) {
    journal.report(effect.topic(), effect.text());
  }

  @Override
  public void tickSoon() {
    clock.turnSoon();
  }
}

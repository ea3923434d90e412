package io.muster.events.ops;

import io.muster.events.EventServer;
import io.muster.events.ForkReport;
import io.muster.events.RecoveryStatus;
import io.muster.events.Topic;
import io.muster.events.TopicStatus;
import io.muster.peer.MusterException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is to be said of the topics of a node. */
final class TopicFindings {
  private TopicFindings() {}

  /**
   * Looks.
   *
   * @param configured names and roles of the topics that are configured
   * @param open services of topics
   */
  static List<Finding> of(Map<String, String> configured, Collection<? extends Topic> open) {
    List<Finding> findings = new ArrayList<>();
    Map<String, String> closed = new TreeMap<>(configured);
    for (Topic topic : open) {
      closed.remove(topic.topic());
      try {
        findings.addAll(of(topic));
      } catch (MusterException e) {
        findings.add(
            Finding.unavailable(
                "topic " + topic.topic() + " does not answer: " + e.getMessage(),
                "see what keeps processor and disk busy"));
      }
    }
    closed.forEach(
        (name, role) ->
            findings.add(
                Finding.unavailable(
                    "topic " + name + " is not open here as " + role,
                    "muster:events says why, muster:diagnose what is missing")));
    return findings.isEmpty() ? List.of(Finding.ok("no topic is configured here")) : findings;
  }

  private static List<Finding> of(Topic topic) {
    List<Finding> findings = new ArrayList<>();
    String name = topic.topic();
    TopicStatus status = topic.status();
    topic.forks().forEach(fork -> findings.add(forked(name, fork)));
    if (topic instanceof EventServer server) {
      findings.addAll(recovering(name, server.recovery()));
    }
    if (status.deadLetters() > 0) {
      findings.add(
          Finding.warn(
              status.deadLetters() + " dead letters of topic " + name,
              "muster:queue " + name + " shows them; -replay all or -drop all"));
    }
    if (status.quotaPercent() > 50) {
      findings.add(
          Finding.warn(
              "topic "
                  + name
                  + " has used "
                  + status.quotaPercent()
                  + " % of what this node may"
                  + " write before events are refused or wait",
              "muster:queue "
                  + name
                  + " shows who is behind; feeds.max.mib and"
                  + " feeds.max.entries of PID io.muster.events at the server, or"
                  + " admit(member, options) for a client"));
    }
    boolean client = !topic.self().equals(topic.server());
    if (client && status.connected() == 0) {
      findings.add(
          Finding.warn(
              "no member of topic " + name + " is connected: what is new waits",
              "muster:peers and muster:hubs say why"));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(
              "topic %s: %d members, %d connected, %d events wait"
                  .formatted(name, status.members(), status.connected(), status.waiting())));
    }
    return findings;
  }

  private static Finding forked(String topic, ForkReport fork) {
    return Finding.critical(
        "the key %s wrote two histories of feed %s in topic %s; nothing is lost"
            .formatted(fork.key(), fork.feed(), topic),
        "end the copy of its node, or remove the key; see muster:forks");
  }

  /** A new topic recovers, too: it cannot be told from a lost one, but nobody is missed. */
  private static List<Finding> recovering(String topic, RecoveryStatus recovery) {
    if (!recovery.isRecovering() || recovery.expected() == 0) {
      return List.of();
    }
    return List.of(
        Finding.warn(
            "the server of topic %s takes back what a lost disk held: %d of %d members were heard"
                .formatted(topic, recovery.heard(), recovery.expected()),
            "start the members, or muster:recovery --end " + topic));
  }
}

package io.muster.staging.provider;

import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bench as subscribers have been told of it, a few changes behind the bench itself. Used by the
 * tasks of one {@link SerialQueue} only. The list is built when somebody wants it.
 */
final class BenchView {
  private Map<String, StagingEntry> entries = new LinkedHashMap<>();
  private List<StagingEntry> list = List.of();
  private long revision;

  /** A state of the bench. */
  record Snapshot(long revision, Map<String, StagingEntry> entries) {}

  void apply(StagingChange change) {
    String address = change.entry().address().toString();
    if (change.kind() == StagingChange.Kind.UNSTAGED) {
      entries.remove(address);
    } else {
      entries.put(address, change.entry());
    }
    revision = change.revision();
    list = null;
  }

  void reset(Snapshot snapshot) {
    entries = snapshot.entries();
    revision = snapshot.revision();
    list = null;
  }

  long revision() {
    return revision;
  }

  List<StagingEntry> list() {
    if (list == null) {
      list = List.copyOf(entries.values());
    }
    return list;
  }
}

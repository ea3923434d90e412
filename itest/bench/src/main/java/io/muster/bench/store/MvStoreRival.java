package io.muster.bench.store;

import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** H2's MVStore: a commit and a sync for each batch. */
final class MvStoreRival implements Contender {
  @Override
  public double measure(Path folder, long millis) throws Exception {
    try (MVStore store =
        new MVStore.Builder()
            .fileName(folder.resolve("mv").toString())
            .autoCommitDisabled()
            .open()) {
      MVMap<Long, byte[]> map = store.openMap("records");
      return BatchLoop.run(
          millis,
          (first, records) -> {
            for (int i = 0; i < records.length; i++) {
              map.append(first + i, records[i].clone()); // it keeps the array
            }
            store.commit();
            store.sync();
          });
    }
  }
}

package io.muster.bench.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB: a batch of puts, its log synced, no compression of what cannot be compressed. */
final class RocksDbRival implements Contender {
  @Override
  public double measure(Path folder, long millis) throws Exception {
    RocksDB.loadLibrary();
    try (Options options =
            new Options()
                .setCreateIfMissing(true)
                .setCompressionType(CompressionType.NO_COMPRESSION);
        WriteOptions synced = new WriteOptions().setSync(true);
        RocksDB store = RocksDB.open(options, folder.toString())) {
      byte[] key = new byte[Long.BYTES];
      return BatchLoop.run(
          millis,
          (first, records) -> {
            try (WriteBatch batch = new WriteBatch()) {
              for (int i = 0; i < records.length; i++) {
                ByteBuffer.wrap(key).putLong(first + i);
                batch.put(key, records[i]);
              }
              store.write(synced, batch);
            }
          });
    }
  }
}

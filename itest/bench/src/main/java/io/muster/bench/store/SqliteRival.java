package io.muster.bench.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;

/** SQLite: a transaction for each batch, write-ahead log, {@code synchronous=FULL}. */
final class SqliteRival implements Contender {
  @Override
  public double measure(Path folder, long millis) throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("sqlite");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute("CREATE TABLE records (id INTEGER PRIMARY KEY, bytes BLOB)");
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO records VALUES (?, ?)")) {
        return BatchLoop.run(
            millis,
            (first, records) -> {
              for (int i = 0; i < records.length; i++) {
                insert.setLong(1, first + i);
                insert.setBytes(2, records[i]);
                insert.addBatch();
              }
              insert.executeBatch();
              connection.commit();
            });
      }
    }
  }
}

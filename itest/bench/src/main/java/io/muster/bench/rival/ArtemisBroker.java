package io.muster.bench.rival;

import java.nio.file.Path;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.nativo.jlibaio.LibaioContext;

/** Artemis in a process of its own: durable, every message synced before it is acknowledged. */
public final class ArtemisBroker {
  /** The tool of Artemis suggests such a value for a disk that syncs about this fast. */
  private static final int BUFFER_TIMEOUT_NANOS = 100_000;

  private ArtemisBroker() {}

  /**
   * Runs until the process is ended.
   *
   * @param arguments the folder and the port
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Configuration config =
        new ConfigurationImpl()
            .setSecurityEnabled(false)
            .setPersistenceEnabled(true)
            .setJMXManagementEnabled(false)
            .setJournalType(LibaioContext.isLoaded() ? JournalType.ASYNCIO : JournalType.NIO)
            .setJournalSyncTransactional(true)
            .setJournalSyncNonTransactional(true)
            .setJournalBufferTimeout_NIO(BUFFER_TIMEOUT_NANOS)
            .setJournalBufferTimeout_AIO(BUFFER_TIMEOUT_NANOS)
            .setJournalDirectory(folder.resolve("journal").toString())
            .setBindingsDirectory(folder.resolve("bindings").toString())
            .setPagingDirectory(folder.resolve("paging").toString())
            .setLargeMessagesDirectory(folder.resolve("large").toString());
    config.addAcceptorConfiguration(
        new TransportConfiguration(
            NettyAcceptorFactory.class.getName(),
            Map.of("host", "127.0.0.1", "port", arguments[1])));
    EmbeddedActiveMQ server = new EmbeddedActiveMQ().setConfiguration(config);
    server.start();
    System.out.println("artemis ready, journal " + config.getJournalType());
    Thread.currentThread().join();
  }
}

package io.muster.events.memory;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.memory.ForwardingStore.Log;
import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreCheck;
import io.muster.events.spi.StoreUsage;
import io.muster.events.tck.EventStoreTck;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** All stores in this file are wrong: the rules must say so, by number and in words. */
class EventStoreTckTest {
  /** A TCK whose test methods this package may call, over a store that survives its closing. */
  private static final class Tck extends EventStoreTck {
    private final Function<EventStore, EventStore> breaking;
    private final MemoryStore kept = MemoryStore.inline();

    Tck(Function<EventStore, EventStore> breaking) {
      this.breaking = breaking;
    }

    @Override
    protected EventStore open() {
      return breaking.apply(kept);
    }

    @Override
    protected void close(EventStore store) {}

    @Override
    protected boolean isDurable() {
      return true;
    }

    Executable rule(int number) {
      return switch (number) {
        case 1 -> this::entriesAreNumberedInTheOrderOfTheAppends;
        case 2 -> this::whatWasAppendedIsReadBack;
        case 4 -> this::readReturnsAtMostMaxEntries;
        case 5 -> this::readStopsOnceMaxBytesWereRead;
        case 6 -> this::bytesAreCopiedInAndOut;
        case 7 -> this::confirmedEntrySurvivesReopen;
        case 9 -> this::emptiedLogGoesOnNumbering;
        case 10 -> this::blobIsFoundByItsHash;
        case 11 -> this::blobThatDoesNotMatchIsNotReturned;
        case 12 -> this::blobsSurviveReopen;
        case 13 -> this::cellHasWhatWasConfirmedLast;
        case 15 -> this::limitsAreKept;
        case 16 -> this::badArgumentsAreRefused;
        case 17 -> this::namesAreSeparate;
        case 20 -> this::closedStoreRefuses;
        case 23 -> this::whatIsConfirmedCanBeRead;
        case 25 -> this::keptBlobsAreListedPageByPage;
        case 26 -> this::usageGrowsByWhatIsKept;
        case 27 -> this::verifyReadsEverythingAndChangesNothing;
        case 28 -> this::entryAndItsBlobsAreConfirmedTogether;
        case 29 -> this::entryIsNotThereWithoutItsBlobs;
        case 30 -> this::laterAppendWritesADroppedBlobAnew;
        default -> throw new IllegalArgumentException("S" + number);
      };
    }
  }

  private static void caught(int rule, String words, Function<EventStore, EventStore> breaking) {
    Tck tck = new Tck(breaking);
    AssertionError seen = assertThrows(AssertionError.class, tck.rule(rule));
    String message = seen.getMessage();
    assertTrue(message.startsWith("S" + rule + ":"), "caught by another rule: " + message);
    assertTrue(message.contains(words), "caught with other words: " + message);
  }

  private static Function<EventStore, EventStore> logs(UnaryOperator<EventLog> breaking) {
    return good ->
        new ForwardingStore(good) {
          @Override
          EventLog log(EventLog goodLog) {
            return breaking.apply(goodLog);
          }
        };
  }

  @Test
  void goodStorePassesTheRulesThatTheBrokenOnesBreak() throws Throwable {
    for (int rule :
        new int[] {1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 15, 16, 17, 23, 25, 26, 27, 28, 29, 30}) {
      new Tck(good -> good).rule(rule).execute();
    }
  }

  @Test
  void storeThatCountsFromZeroIsCaught() {
    UnaryOperator<EventLog> zero =
        good ->
            new Log(good) {
              @Override
              public CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs) {
                return good.append(entry, blobs).thenApply(n -> n - 1);
              }
            };
    caught(1, "not 1 to 50", logs(zero));
  }

  @Test
  void storeThatReadsBackwardsIsCaught() {
    UnaryOperator<EventLog> backwards =
        good ->
            new Log(good) {
              @Override
              public List<Entry> read(long from, int maxEntries, int maxBytes) {
                List<Entry> read = new java.util.ArrayList<>(good.read(from, maxEntries, maxBytes));
                java.util.Collections.reverse(read);
                return read;
              }
            };
    caught(2, "other entries", logs(backwards));
  }

  @Test
  void storeThatIgnoresMaxEntriesIsCaught() {
    UnaryOperator<EventLog> generous =
        good ->
            new Log(good) {
              @Override
              public List<Entry> read(long from, int maxEntries, int maxBytes) {
                return good.read(from, Integer.MAX_VALUE, maxBytes);
              }
            };
    caught(4, "maxEntries", logs(generous));
  }

  @Test
  void storeThatIgnoresMaxBytesIsCaught() {
    UnaryOperator<EventLog> generous =
        good ->
            new Log(good) {
              @Override
              public List<Entry> read(long from, int maxEntries, int maxBytes) {
                return good.read(from, maxEntries, Integer.MAX_VALUE);
              }
            };
    caught(5, "maxBytes", logs(generous));
  }

  @Test
  void storeThatKeepsTheCallersArrayIsCaught() {
    UnaryOperator<EventLog> sharing =
        good ->
            new Log(good) {
              private byte[] shared;

              @Override
              public CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs) {
                shared = entry.array();
                return good.append(entry, blobs);
              }

              @Override
              public List<Entry> read(long from, int maxEntries, int maxBytes) {
                return List.of(new Entry(1, shared));
              }
            };
    caught(6, "got into the store", logs(sharing));
  }

  @Test
  void storeThatForgetsOnCloseIsCaught() {
    caught(7, "lost by reopen", good -> MemoryStore.inline());
  }

  @Test
  void storeThatNumbersAnEmptiedLogAnewIsCaught() {
    UnaryOperator<EventLog> anew =
        good ->
            new Log(good) {
              @Override
              public long first() {
                return good.first() == good.next() ? 1 : good.first();
              }
            };
    caught(9, "first() of an emptied log", logs(anew));
  }

  @Test
  void storeThatCountsABlobTwiceIsCaught() {
    caught(
        10,
        "counted twice",
        good ->
            new ForwardingStore(good) {
              @Override
              public long blobs() {
                return good.blobs() * 2;
              }
            });
  }

  @Test
  void storeThatDoesNotCheckBlobsIsCaught() {
    caught(
        11,
        "do not match",
        good ->
            new ForwardingStore(good) {
              @Override
              public Optional<byte[]> blob(byte[] hash) {
                return Optional.of(new byte[] {2});
              }
            });
  }

  @Test
  void storeWhoseDroppedBlobsComeBackIsCaught() {
    caught(
        12,
        "came back",
        good ->
            new ForwardingStore(good) {
              @Override
              public CompletionStage<Void> dropBlob(byte[] hash) {
                return CompletableFuture.completedStage(null);
              }
            });
  }

  @Test
  void storeThatKeepsTheFirstContentOfACellIsCaught() {
    caught(
        13,
        "confirmed last",
        good ->
            new ForwardingStore(good) {
              @Override
              public CompletionStage<Void> putCell(String name, ByteBuffer bytes) {
                return good.cell(name).isPresent() && bytes.hasRemaining()
                    ? CompletableFuture.completedStage(null)
                    : good.putCell(name, bytes);
              }
            });
  }

  @Test
  void storeThatTakesTooMuchIsCaught() {
    caught(
        15,
        "TOO_LARGE",
        good ->
            new ForwardingStore(good) {
              @Override
              public CompletionStage<Void> putCell(String name, ByteBuffer bytes) {
                return bytes.remaining() > MAX_CELL
                    ? CompletableFuture.completedStage(null)
                    : good.putCell(name, bytes);
              }
            });
  }

  @Test
  void storeThatTakesAnyNameIsCaught() {
    caught(
        16,
        "was taken",
        good ->
            new ForwardingStore(good) {
              @Override
              String renamed(String name) {
                return "x" + Integer.toHexString(name.hashCode());
              }
            });
  }

  @Test
  void storeThatConfusesCapitalsIsCaught() {
    caught(
        17,
        "met another",
        good ->
            new ForwardingStore(good) {
              @Override
              String renamed(String name) {
                return name.toLowerCase(java.util.Locale.ROOT);
              }
            });
  }

  @Test
  void storeThatAnswersWhenClosedIsCaught() {
    caught(20, "expected a stage that fails with CLOSED", good -> good);
  }

  @Test
  void storeThatConfirmsBeforeItCanBeReadIsCaught() {
    UnaryOperator<EventLog> early =
        good ->
            new Log(good) {
              @Override
              public CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs) {
                return CompletableFuture.completedStage(good.next());
              }
            };
    caught(23, "could not be read", logs(early));
  }

  @Test
  void storeThatListsNoBlobsIsCaught() {
    caught(25, "other blobs are listed", good -> listing(good, all -> List.of()));
  }

  @Test
  void storeThatListsABlobTwiceIsCaught() {
    caught(
        25,
        "other blobs are listed",
        good -> listing(good, page -> page.isEmpty() ? page : List.of(page.get(0), page.get(0))));
  }

  private static EventStore listing(EventStore good, UnaryOperator<List<byte[]>> breaking) {
    return new ForwardingStore(good) {
      @Override
      public List<byte[]> blobHashes(byte[] after, int max) {
        return breaking.apply(super.blobHashes(after, max));
      }
    };
  }

  @Test
  void storeWhoseListBeginsAnewIsCaught() {
    caught(
        25,
        "no end",
        good ->
            new ForwardingStore(good) {
              @Override
              public List<byte[]> blobHashes(byte[] after, int max) {
                return super.blobHashes(new byte[32], max);
              }
            });
  }

  @Test
  void storeThatKnowsNoUsageIsCaught() {
    caught(
        26,
        "not known",
        good ->
            new ForwardingStore(good) {
              @Override
              public StoreUsage usage() {
                return StoreUsage.UNKNOWN;
              }
            });
  }

  @Test
  void storeThatVerifiesNothingIsCaught() {
    caught(
        27,
        "not everything was read",
        good ->
            new ForwardingStore(good) {
              @Override
              public StoreCheck verify() {
                return StoreCheck.of(0, 0, List.of());
              }
            });
  }

  @Test
  void storeThatForgetsWhileItVerifiesIsCaught() {
    caught(
        27,
        "it changed",
        good ->
            new ForwardingStore(good) {
              @Override
              public StoreCheck verify() {
                StoreCheck check = super.verify();
                good.log("feed").truncateBefore(2);
                return check;
              }
            });
  }

  /** A store that makes of an append with blobs several writes. */
  private static Function<EventStore, EventStore> appending(
      BiFunction<EventStore, EventLog, Appending> breaking) {
    return good ->
        new ForwardingStore(good) {
          @Override
          EventLog log(EventLog goodLog) {
            Appending appending = breaking.apply(good, goodLog);
            return new Log(goodLog) {
              @Override
              public CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs) {
                return appending.append(entry, blobs);
              }
            };
          }
        };
  }

  private interface Appending {
    CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs);
  }

  private static CompletionStage<Long> putAll(EventStore store, List<Blob> blobs, long number) {
    CompletionStage<Long> all = CompletableFuture.completedStage(number);
    for (Blob blob : blobs) {
      all = all.thenCombine(store.putBlob(blob.hash(), blob.bytes()), (n, done) -> n);
    }
    return all;
  }

  @Test
  void storeThatWritesTheEntryBeforeItsBlobsIsCaught() {
    caught(
        29,
        "refused is there",
        appending(
            (store, log) ->
                (entry, blobs) -> log.append(entry).thenCompose(n -> putAll(store, blobs, n))));
  }

  @Test
  void storeThatConfirmsBeforeTheBlobsAreKeptIsCaught() {
    caught(
        28,
        "before it can be read",
        appending((store, log) -> (entry, blobs) -> log.append(entry)));
  }

  @Test
  void storeThatLosesABlobWhichAnEarlierDropNamesIsCaught() {
    caught(
        30,
        "is gone",
        good ->
            new ForwardingStore(good) {
              private final List<byte[]> drops = new ArrayList<>();

              @Override
              public CompletionStage<Void> dropBlob(byte[] hash) {
                drops.add(hash);
                return CompletableFuture.completedStage(null);
              }

              @Override
              EventLog log(EventLog goodLog) {
                return new Log(goodLog) {
                  @Override
                  public CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs) {
                    CompletionStage<Long> stage = good.append(entry, blobs); // it looks too early
                    drops.forEach(hash -> goodStore().dropBlob(hash));
                    return stage;
                  }
                };
              }

              private EventStore goodStore() {
                return good;
              }
            });
  }
}

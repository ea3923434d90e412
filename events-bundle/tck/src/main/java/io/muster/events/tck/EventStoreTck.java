package io.muster.events.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreCheck;
import io.muster.events.spi.StoreException.Reason;
import io.muster.events.spi.StoreUsage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The rules S1 to S30 of an {@link EventStore}. Extend it, implement three methods, run it with
 * JUnit 5. No rule depends on another; each test opens the store anew, which must then be empty.
 */
public abstract class EventStoreTck extends StoreUnderTest {
  /** For subclasses. */
  protected EventStoreTck() {}

  @Test
  @DisplayName("S1: entries are numbered 1, 2, 3 … in the order of the appends")
  protected void entriesAreNumberedInTheOrderOfTheAppends() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          List<Long> numbers = new ArrayList<>();
          List<CompletionStage<Long>> stages = new ArrayList<>();
          IntStream.range(0, 50).forEach(i -> stages.add(log.append(bytes("entry " + i))));
          for (CompletionStage<Long> stage : stages) {
            numbers.add(done("S1", stage));
          }
          assertEquals(
              LongStream.rangeClosed(1, 50).boxed().toList(),
              numbers,
              "S1: numbers are not 1 to 50 in the order of the appends");
        });
  }

  @Test
  @DisplayName("S2: what was appended is read back, byte for byte and in order")
  protected void whatWasAppendedIsReadBack() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          append("S2", log, "one");
          append("S2", log, "two");
          append("S2", log, "three");
          assertEquals(
              List.of("1=one", "2=two", "3=three"),
              texts(log),
              "S2: other entries are read than were appended");
        });
  }

  @Test
  @DisplayName("S3: read begins at the wanted entry, or at the oldest, and is empty at the end")
  protected void readBeginsAtTheWantedEntry() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          assertEquals(List.of(), log.read(1, 10, 1000), "S3: a new log is not empty");
          append("S3", log, "one");
          append("S3", log, "two");
          String wrong = "S3: read began at another entry than asked for";
          assertEquals(List.of("2=two"), texts(log.read(2, 10, 1000)), wrong);
          assertEquals(List.of("1=one", "2=two"), texts(log.read(-7, 10, 1000)), wrong);
          assertEquals(List.of(), log.read(3, 10, 1000), "S3: something was read behind the end");
          assertEquals(List.of(), log.read(Long.MAX_VALUE, 1, 1), "S3: read behind the end");
        });
  }

  @Test
  @DisplayName("S4: read returns at most maxEntries")
  protected void readReturnsAtMostMaxEntries() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          append("S4", log, "one");
          append("S4", log, "two");
          append("S4", log, "three");
          assertEquals(
              List.of("1=one", "2=two"),
              texts(log.read(1, 2, 1000)),
              "S4: read did not stop at maxEntries");
        });
  }

  @Test
  @DisplayName("S5: read stops once maxBytes were read, but returns the first whatever its size")
  protected void readStopsOnceMaxBytesWereRead() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          append("S5", log, "four");
          append("S5", log, "five");
          append("S5", log, "sixsix");
          String wrong = "S5: read did not stop at maxBytes";
          assertEquals(List.of("1=four"), texts(log.read(1, 10, 1)), wrong);
          assertEquals(List.of("1=four"), texts(log.read(1, 10, 4)), wrong);
          assertEquals(List.of("1=four", "2=five"), texts(log.read(1, 10, 5)), wrong);
        });
  }

  @Test
  @DisplayName("S6: bytes are copied on the way in and on the way out")
  protected void bytesAreCopiedInAndOut() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          byte[] mine = {1, 2, 3};
          ByteBuffer buffer = ByteBuffer.wrap(mine);
          CompletionStage<Long> stage = log.append(buffer);
          mine[0] = 9;
          done("S6", stage);
          byte[] read = log.read(1, 1, 100).get(0).bytes();
          assertArrayEquals(
              new byte[] {1, 2, 3}, read, "S6: a change after the call got into the store");
          read[1] = 9;
          assertArrayEquals(
              new byte[] {1, 2, 3},
              log.read(1, 1, 100).get(0).bytes(),
              "S6: a reader changed what the store keeps");
        });
  }

  @Test
  @DisplayName("S7: an entry whose append was confirmed is there after a reopen")
  protected void confirmedEntrySurvivesReopen() throws Exception {
    assumeTrue(isDurable());
    withStore(store -> append("S7", store.log("feed"), "kept"));
    withStore(
        store -> {
          assertEquals(Set.of("feed"), store.logs(), "S7: a log was lost by reopen");
          assertEquals(
              List.of("1=kept"), texts(store.log("feed")), "S7: an entry was lost by reopen");
          assertEquals(
              2, append("S7", store.log("feed"), "next"), "S7: numbering began anew after reopen");
        });
  }

  @Test
  @DisplayName("S8: truncateBefore forgets older entries and nothing else")
  protected void truncateForgetsOlderEntriesOnly() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          append("S8", log, "one");
          append("S8", log, "two");
          append("S8", log, "three");
          append("S8", store.log("other"), "one");
          done("S8", log.truncateBefore(3));
          assertEquals(List.of("3=three"), texts(log), "S8: wrong entries after truncateBefore(3)");
          assertEquals(3, log.first(), "S8: first() after truncateBefore(3)");
          assertEquals(4, log.next(), "S8: next() moved by truncateBefore");
          done("S8", log.truncateBefore(2));
          assertEquals(3, log.first(), "S8: first() moved back");
          assertEquals(
              List.of("1=one"), texts(store.log("other")), "S8: another log was truncated");
        });
  }

  @Test
  @DisplayName("S9: a log of which all was forgotten exists and goes on numbering, also reopened")
  protected void emptiedLogGoesOnNumbering() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          append("S9", log, "one");
          append("S9", log, "two");
          done("S9", log.truncateBefore(1000));
          assertEquals(List.of(), texts(log), "S9: entries are left");
          assertEquals(3, log.first(), "S9: first() of an emptied log");
          assertEquals(3, log.next(), "S9: next() of an emptied log");
          assertEquals(Set.of("feed"), store.logs(), "S9: an emptied log has gone");
        });
    assumeTrue(isDurable());
    withStore(
        store -> {
          assertEquals(
              List.of(), texts(store.log("feed")), "S9: truncated entries came back by reopen");
          assertEquals(
              3, append("S9", store.log("feed"), "three"), "S9: a number was given out twice");
        });
  }

  @Test
  @DisplayName("S10: a blob is found by its hash, counted once, and dropped for good")
  protected void blobIsFoundByItsHash() throws Exception {
    byte[] blob = {5, 6, 7};
    byte[] hash = sha256(blob);
    withStore(
        store -> {
          assertFalse(store.hasBlob(hash), "S10: a blob is there that nobody put");
          done("S10", store.putBlob(hash, ByteBuffer.wrap(blob)));
          done("S10", store.putBlob(hash, ByteBuffer.wrap(blob)));
          assertTrue(store.hasBlob(hash), "S10: a confirmed blob is missing");
          assertEquals(1, store.blobs(), "S10: a blob put twice is counted twice");
          assertArrayEquals(blob, store.blob(hash).orElseThrow(), "S10: another blob came back");
          store.blob(hash).orElseThrow()[0] = 0;
          assertArrayEquals(blob, store.blob(hash).orElseThrow(), "S10: a reader changed a blob");
          done("S10", store.dropBlob(hash));
          done("S10", store.dropBlob(hash));
          assertFalse(store.hasBlob(hash), "S10: a dropped blob is there");
          assertTrue(store.blob(hash).isEmpty(), "S10: a dropped blob is read");
          assertEquals(0, store.blobs(), "S10: a dropped blob is counted");
        });
  }

  @Test
  @DisplayName("S11: a blob that does not match its hash is never returned")
  protected void blobThatDoesNotMatchIsNotReturned() throws Exception {
    withStore(
        store -> {
          byte[] hash = sha256(new byte[] {1});
          done("S11", store.putBlob(hash, ByteBuffer.wrap(new byte[] {2})));
          assertTrue(
              store.blob(hash).isEmpty(), "S11: bytes were returned that do not match the hash");
        });
  }

  @Test
  @DisplayName("S12: blobs survive a reopen, dropped ones do not come back")
  protected void blobsSurviveReopen() throws Exception {
    assumeTrue(isDurable());
    byte[] kept = {1};
    byte[] dropped = {2};
    withStore(
        store -> {
          done("S12", store.putBlob(sha256(kept), ByteBuffer.wrap(kept)));
          done("S12", store.putBlob(sha256(dropped), ByteBuffer.wrap(dropped)));
          done("S12", store.dropBlob(sha256(dropped)));
        });
    withStore(
        store -> {
          assertArrayEquals(
              kept,
              store.blob(sha256(kept)).orElse(null),
              "S12: a confirmed blob was lost by reopen");
          assertFalse(store.hasBlob(sha256(dropped)), "S12: a dropped blob came back by reopen");
          assertEquals(1, store.blobs(), "S12: blobs are counted wrongly after reopen");
        });
  }

  @Test
  @DisplayName("S13: a cell has what was confirmed last; empty removes it")
  protected void cellHasWhatWasConfirmedLast() throws Exception {
    withStore(
        store -> {
          assertTrue(store.cell("c").isEmpty(), "S13: a cell is there that nobody wrote");
          done("S13", store.putCell("c", bytes("first, long")));
          done("S13", store.putCell("c", bytes("second")));
          done("S13", store.putCell("d", bytes("other")));
          assertEquals(
              bytes("second"),
              ByteBuffer.wrap(store.cell("c").orElseThrow()),
              "S13: a cell has not what was confirmed last");
          done("S13", store.putCell("c", bytes("")));
          assertTrue(store.cell("c").isEmpty(), "S13: a removed cell is there");
          assertTrue(store.cell("d").isPresent(), "S13: another cell was removed");
        });
  }

  @Test
  @DisplayName("S14: cells survive a reopen, removed ones do not come back")
  protected void cellsSurviveReopen() throws Exception {
    assumeTrue(isDurable());
    withStore(
        store -> {
          done("S14", store.putCell("kept", bytes("old")));
          done("S14", store.putCell("gone", bytes("x")));
          done("S14", store.putCell("kept", bytes("new")));
          done("S14", store.putCell("gone", bytes("")));
        });
    withStore(
        store -> {
          assertEquals(
              bytes("new"),
              store.cell("kept").map(ByteBuffer::wrap).orElse(null),
              "S14: a cell has other content after reopen");
          assertTrue(store.cell("gone").isEmpty(), "S14: a removed cell came back by reopen");
        });
  }

  @Test
  @DisplayName("S15: the largest entry, blob and cell are kept, larger ones refused")
  protected void limitsAreKept() throws Exception {
    withStore(
        store -> {
          byte[] entry = new byte[EventStore.MAX_ENTRY];
          byte[] blob = new byte[EventStore.MAX_BLOB];
          byte[] cell = new byte[EventStore.MAX_CELL];
          done("S15", store.log("l").append(ByteBuffer.wrap(entry)));
          done("S15", store.putBlob(sha256(blob), ByteBuffer.wrap(blob)));
          done("S15", store.putCell("c", ByteBuffer.wrap(cell)));
          String lost = "S15: the largest allowed came back with another length";
          assertEquals(entry.length, store.log("l").read(1, 1, 1).get(0).bytes().length, lost);
          assertEquals(blob.length, store.blob(sha256(blob)).orElseThrow().length, lost);
          assertEquals(cell.length, store.cell("c").orElseThrow().length, lost);
          Reason large = Reason.TOO_LARGE;
          refused("S15", large, store.log("l").append(ByteBuffer.allocate(entry.length + 1)));
          refused("S15", large, store.putBlob(new byte[32], ByteBuffer.allocate(blob.length + 1)));
          refused("S15", large, store.putCell("c", ByteBuffer.allocate(cell.length + 1)));
          assertEquals(2, store.log("l").next(), "S15: a refused entry got a number");
          assertFalse(store.hasBlob(new byte[32]), "S15: a refused blob is there");
        });
  }

  @Test
  @DisplayName("S16: bad names, hashes and empty entries are IllegalArgumentExceptions")
  protected void badArgumentsAreRefused() throws Exception {
    withStore(
        store -> {
          String longest = "a".repeat(EventStore.MAX_NAME);
          for (String name : List.of("", longest + "a", "a b", "a\n", "ä", "a\\b", "a\u0000")) {
            String missed = "S16: the name '" + name + "' was taken";
            assertThrows(IllegalArgumentException.class, () -> store.log(name), missed);
            assertThrows(
                IllegalArgumentException.class, () -> store.putCell(name, bytes("x")), missed);
          }
          String missed = "S16: taken, though wrong by itself: ";
          assertThrows(
              IllegalArgumentException.class,
              () -> store.log("l").append(bytes("")),
              missed + "an empty entry");
          assertThrows(
              IllegalArgumentException.class,
              () -> store.putBlob(new byte[31], bytes("x")),
              missed + "a hash of 31 bytes");
          assertEquals(1, append("S16", store.log(longest), "x"), "S16: the longest name");
          assertEquals(1, append("S16", store.log("A-z_0.9/=../.."), "x"), "S16: every character");
        });
  }

  @Test
  @DisplayName("S17: logs and cells of different names, or of one name, do not meet")
  protected void namesAreSeparate() throws Exception {
    withStore(
        store -> {
          append("S17", store.log("a"), "log a");
          append("S17", store.log("a/b"), "log a/b");
          append("S17", store.log("A"), "log A");
          done("S17", store.putCell("a", bytes("cell a")));
          assertEquals(List.of("1=log a"), texts(store.log("a")), "S17: log 'a' met another");
          assertEquals(List.of("1=log a/b"), texts(store.log("a/b")), "S17: 'a/b' met another");
          assertEquals(List.of("1=log A"), texts(store.log("A")), "S17: 'A' met another");
          assertEquals(
              bytes("cell a"),
              ByteBuffer.wrap(store.cell("a").orElseThrow()),
              "S17: a cell met a log");
        });
  }

  @Test
  @DisplayName("S18: appends of many threads all get their own number and keep each thread's order")
  protected void concurrentAppendersGetTheirOwnNumbers() throws Exception {
    withStore(
        store -> {
          int threads = 4;
          int each = 100;
          List<CompletableFuture<Long>> stages = Collections.synchronizedList(new ArrayList<>());
          List<Thread> writers = new ArrayList<>();
          for (int t = 0; t < threads; t++) {
            String author = t + ":";
            Runnable writes =
                () ->
                    IntStream.range(0, each)
                        .mapToObj(i -> store.log("feed").append(bytes(author + (1000 + i))))
                        .forEach(stage -> stages.add(stage.toCompletableFuture()));
            writers.add(new Thread(writes, "tck-writer-" + t));
          }
          writers.forEach(Thread::start);
          for (Thread writer : writers) {
            writer.join(30_000);
          }
          Set<Long> numbers = new HashSet<>();
          for (CompletableFuture<Long> stage : List.copyOf(stages)) {
            numbers.add(done("S18", stage));
          }
          assertEquals(threads * each, numbers.size(), "S18: a number was given out twice");
          orderOfEachAuthor(store.log("feed"), threads, each);
        });
  }

  private static void orderOfEachAuthor(EventLog log, int threads, int each) {
    List<String> read = texts(log).stream().map(t -> t.substring(t.indexOf('=') + 1)).toList();
    assertEquals(threads * each, read.size(), "S18: entries of concurrent appenders were lost");
    for (int t = 0; t < threads; t++) {
      String author = t + ":";
      List<String> own = read.stream().filter(text -> text.startsWith(author)).toList();
      assertEquals(own.stream().sorted().toList(), own, "S18: the order of one thread was changed");
    }
  }

  @Test
  @DisplayName("S19: appends to one log are confirmed in the order of their numbers")
  protected void appendsAreConfirmedInOrder() throws Exception {
    withStore(
        store -> {
          List<Long> confirmed = Collections.synchronizedList(new ArrayList<>());
          List<CompletionStage<Void>> stages = new ArrayList<>();
          for (int i = 0; i < 200; i++) {
            stages.add(store.log("feed").append(bytes("entry")).thenAccept(confirmed::add));
          }
          for (CompletionStage<Void> stage : stages) {
            done("S19", stage);
          }
          assertEquals(
              LongStream.rangeClosed(1, 200).boxed().toList(),
              List.copyOf(confirmed),
              "S19: an entry was confirmed before an older one");
        });
  }

  @Test
  @DisplayName("S20: a closed store refuses with CLOSED")
  protected void closedStoreRefuses() throws Exception {
    EventStore store = open();
    EventLog log = store.log("feed");
    append("S20", log, "one");
    close(store);
    byte[] hash = new byte[32];
    refused("S20", Reason.CLOSED, log.append(bytes("two")));
    refused("S20", Reason.CLOSED, log.truncateBefore(1));
    refused("S20", Reason.CLOSED, store.putBlob(hash, bytes("x")));
    refused("S20", Reason.CLOSED, store.dropBlob(hash));
    refused("S20", Reason.CLOSED, store.putCell("c", bytes("x")));
    refused("S20", Reason.CLOSED, () -> log.read(1, 1, 1));
    refused("S20", Reason.CLOSED, () -> store.blob(hash));
    refused("S20", Reason.CLOSED, () -> store.cell("c"));
  }

  @Test
  @DisplayName("S21: first() and next() follow what is confirmed")
  protected void firstAndNextFollowWhatIsConfirmed() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          assertEquals(1, log.first(), "S21: first() of a new log");
          assertEquals(1, log.next(), "S21: next() of a new log");
          append("S21", log, "one");
          assertEquals(1, log.first(), "S21: first() with one entry");
          assertEquals(2, log.next(), "S21: next() with one entry");
          append("S21", log, "two");
          assertEquals(3, log.next(), "S21: next() with two entries");
        });
  }

  @Test
  @DisplayName("S22: a log exists from its first entry on; the set of names does not change later")
  protected void logExistsFromItsFirstEntryOn() throws Exception {
    withStore(
        store -> {
          store.log("empty");
          assertEquals(Set.of(), store.logs(), "S22: a log without entries exists");
          append("S22", store.log("b"), "x");
          Set<String> before = store.logs();
          append("S22", store.log("a"), "x");
          assertEquals(Set.of("b"), before, "S22: a snapshot of the names changed");
          assertEquals(Set.of("a", "b"), store.logs(), "S22: other logs exist than were written");
        });
  }

  @Test
  @DisplayName("S23: what is confirmed can be read by the time its stage completes")
  protected void whatIsConfirmedCanBeRead() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          for (int i = 0; i < 100; i++) {
            CompletionStage<Integer> seen =
                log.append(bytes("x")).thenApply(number -> log.read(number, 1, 1).size());
            assertEquals(1, done("S23", seen), "S23: a confirmed entry could not be read");
          }
        });
  }

  @Test
  @DisplayName("S24: a log asked for twice has one state")
  protected void logAskedForTwiceHasOneState() throws Exception {
    withStore(
        store -> {
          EventLog before = store.log("feed");
          append("S24", store.log("feed"), "one");
          append("S24", before, "two");
          assertEquals(List.of("1=one", "2=two"), texts(before), "S24: two states of one log");
          assertEquals(3, store.log("feed").next(), "S24: two states of one log");
        });
  }

  @Test
  @DisplayName("S25: every kept blob is listed once, in the order of the hashes, page by page")
  protected void keptBlobsAreListedPageByPage() throws Exception {
    withStore(
        store -> {
          assertEquals(List.of(), hashes(store, 3), "S25: blobs are listed that nobody put");
          List<ByteBuffer> kept = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            byte[] blob = {(byte) i};
            done("S25", store.putBlob(sha256(blob), ByteBuffer.wrap(blob)));
            kept.add(ByteBuffer.wrap(sha256(blob)));
          }
          done("S25", store.dropBlob(kept.remove(7).array()));
          kept.sort((a, b) -> Arrays.compareUnsigned(a.array(), b.array()));
          assertEquals(kept, hashes(store, 3), "S25: other blobs are listed than are kept");
          assertEquals(kept, hashes(store, 1000), "S25: other blobs are listed than are kept");
          assertThrows(
              IllegalArgumentException.class,
              () -> store.blobHashes(new byte[32], 0),
              "S25: a page of 0 was given");
        });
  }

  private static List<ByteBuffer> hashes(EventStore store, int page) {
    List<ByteBuffer> hashes = new ArrayList<>();
    byte[] last = new byte[32];
    for (int pages = 0; pages < 100; pages++) {
      List<byte[]> some = store.blobHashes(last, page);
      assertTrue(some.size() <= page, "S25: a page has more rows than were asked for");
      if (some.isEmpty()) {
        return hashes;
      }
      some.forEach(hash -> hashes.add(ByteBuffer.wrap(hash)));
      last = some.get(some.size() - 1);
    }
    return fail("S25: the list has no end");
  }

  @Test
  @DisplayName("S26: usage is known and grows by what is kept")
  protected void usageGrowsByWhatIsKept() throws Exception {
    withStore(
        store -> {
          StoreUsage before = store.usage();
          done("S26", store.putBlob(sha256(new byte[5000]), ByteBuffer.allocate(5000)));
          StoreUsage after = store.usage();
          assertTrue(before.bytes() >= 0 && before.segments() >= 0, "S26: usage is not known");
          assertEquals(0, before.damages(), "S26: a new store has met damage, or does not know");
          assertTrue(
              after.bytes() >= before.bytes() + 5000, "S26: bytes did not grow by what was kept");
          assertTrue(
              after.liveBytes() >= before.liveBytes() + 5000 && after.liveBytes() <= after.bytes(),
              "S26: live bytes are not what is kept");
          done("S26", store.dropBlob(sha256(new byte[5000])));
          assertEquals(before.liveBytes(), store.usage().liveBytes(), "S26: dropped, yet live");
        });
  }

  @Test
  @DisplayName("S27: verify reads everything, finds a sound store sound, and changes nothing")
  protected void verifyReadsEverythingAndChangesNothing() throws Exception {
    withStore(
        store -> {
          byte[] blob = {1, 2, 3};
          append("S27", store.log("feed"), "one");
          append("S27", store.log("feed"), "two");
          done("S27", store.putBlob(sha256(blob), ByteBuffer.wrap(blob)));
          done("S27", store.putCell("cell", bytes("content")));
          StoreCheck check = store.verify();
          assertTrue(check.records() >= 4, "S27: not everything was read: " + check);
          assertEquals(List.of(), check.damages(), "S27: damage in a sound store");
          assertEquals(List.of("1=one", "2=two"), texts(store.log("feed")), "S27: it changed");
          assertArrayEquals(blob, store.blob(sha256(blob)).orElseThrow(), "S27: it changed");
          assertEquals(3, append("S27", store.log("feed"), "three"), "S27: it cannot write now");
        });
  }

  @Test
  @DisplayName("S28: an entry and its blobs are confirmed together, and are there after a reopen")
  protected void entryAndItsBlobsAreConfirmedTogether() throws Exception {
    byte[] early = {1};
    byte[] late = {2};
    List<Blob> both = List.of(named(early), named(late), named(late));
    withStore(
        store -> {
          EventLog log = store.log("feed");
          done("S28", store.putBlob(sha256(early), ByteBuffer.wrap(early)));
          CompletionStage<String> seen =
              log.append(bytes("one"), both)
                  .thenApply(number -> texts(log) + " " + store.blob(sha256(late)).isPresent());
          assertEquals("[1=one] true", done("S28", seen), "S28: confirmed before it can be read");
          done("S28", log.append(bytes("two"), both));
          assertEquals(2, store.blobs(), "S28: a blob that was kept already is counted twice");
        });
    assumeTrue(isDurable());
    withStore(
        store -> {
          assertEquals(
              List.of("1=one", "2=two"), texts(store.log("feed")), "S28: an entry was lost");
          assertArrayEquals(early, store.blob(sha256(early)).orElse(null), "S28: a blob was lost");
          assertArrayEquals(late, store.blob(sha256(late)).orElse(null), "S28: a blob was lost");
        });
  }

  @Test
  @DisplayName("S29: an entry is not there without its blobs; what is refused leaves nothing")
  protected void entryIsNotThereWithoutItsBlobs() throws Exception {
    withStore(
        store -> {
          EventLog log = store.log("feed");
          byte[] good = {1};
          ByteBuffer large = ByteBuffer.allocate(EventStore.MAX_BLOB + 1);
          refused(
              "S29",
              Reason.TOO_LARGE,
              log.append(bytes("one"), List.of(named(good), Blob.of(new byte[32], large))));
          assertEquals(List.of(), texts(log), "S29: the entry of a blob that was refused is there");
          assertFalse(store.hasBlob(sha256(good)), "S29: a blob of what was refused is there");
          ByteBuffer largest = ByteBuffer.allocate(EventStore.MAX_BLOB);
          int most = EventStore.MAX_TOGETHER / EventStore.MAX_BLOB;
          List<Blob> many = Collections.nCopies(most + 1, Blob.of(new byte[32], largest));
          refused("S29", Reason.TOO_LARGE, log.append(bytes("one"), many));
          assertThrows(
              IllegalArgumentException.class,
              () -> log.append(bytes("one"), List.of(Blob.of(new byte[31], bytes("x")))),
              "S29: a hash of 31 bytes was taken");
          assertEquals(1, done("S29", log.append(bytes("one"), List.of(named(good)))));
        });
  }

  @Test
  @DisplayName("S30: a blob for whose drop somebody has asked is written anew by a later append")
  protected void laterAppendWritesADroppedBlobAnew() throws Exception {
    byte[] blob = {1, 2, 3};
    withStore(
        store -> {
          done("S30", store.putBlob(sha256(blob), ByteBuffer.wrap(blob)));
          CompletionStage<Void> dropped = store.dropBlob(sha256(blob));
          done("S30", store.log("feed").append(bytes("one"), List.of(named(blob))));
          assertTrue(
              store.blob(sha256(blob)).isPresent(), "S30: the blob of a confirmed entry is gone");
          done("S30", dropped);
          done("S30", store.putCell("c", bytes("whatever follows")));
          assertTrue(
              store.blob(sha256(blob)).isPresent(), "S30: an earlier drop took a later blob");
        });
    assumeTrue(isDurable());
    withStore(
        store ->
            assertTrue(
                store.blob(sha256(blob)).isPresent(), "S30: the blob was lost by the reopen"));
  }

  private static Blob named(byte[] blob) {
    return Blob.of(sha256(blob), ByteBuffer.wrap(blob));
  }
}

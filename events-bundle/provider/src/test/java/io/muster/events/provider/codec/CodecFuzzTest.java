package io.muster.events.provider.codec;

import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What disks and peers give instead of entries and batches. */
@Tag("fuzz")
class CodecFuzzTest {
  private static final int COUNT_AT = 41;
  private static final int ROOT_AT = 75;
  private static final int LENGTH_AT = 107;

  private final Samples samples = new Samples(31);

  private List<byte[]> entries() {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      samples.oneOfEach().forEach(entry -> all.add(Entries.encode(entry)));
    }
    return all;
  }

  private byte[] batch(FeedHead before, List<byte[]> entries) {
    return bytes(Batch.of(Batch.headerOf(before, entries), entries, samples.bytes(64)));
  }

  private static byte[] bytes(Batch batch) {
    byte[] bytes = new byte[batch.size()];
    batch.bytes().get(bytes);
    return bytes;
  }

  private List<byte[]> batches() {
    List<byte[]> entries = entries();
    FeedHead first = FeedHead.before(samples.feed());
    FeedHead later = new FeedHead(samples.feed(), 41, samples.hash());
    return List.of(
        batch(first, entries.subList(0, 1)),
        batch(first, entries.subList(0, 10)),
        batch(later, entries.subList(10, 14)),
        batch(later, entries.subList(27, 28)));
  }

  /** Count, length and root as the entries are, so that these are read, too. */
  private static byte[] repaired(byte[] batch) {
    int length = batch.length - Header.BYTES - Batch.SIGNATURE_BYTES;
    if (length <= 0) {
      return batch;
    }
    ByteBuffer out = ByteBuffer.wrap(batch).putInt(LENGTH_AT, length);
    try {
      List<ByteBuffer> parts = Entries.split(ByteBuffer.wrap(batch, Header.BYTES, length));
      byte[] root = MerkleRoot.of(parts).bytes();
      out.putShort(COUNT_AT, (short) parts.size()).put(ROOT_AT, root);
    } catch (MalformedException e) {
      out.putShort(COUNT_AT, (short) 1); // cannot be repaired
    }
    return batch;
  }

  private static byte[] encode(Batch batch) {
    List<byte[]> entries = batch.entries().stream().map(Entries::encode).toList();
    return bytes(Batch.of(batch.header(), entries, batch.signature()));
  }

  @Test
  void entryIsItsOneEncodingOrRefused() {
    Fuzz.of(Subject.ENTRY)
        .from(entries())
        .refusing(MalformedException.class)
        .within(8_000, 4)
        .run(in -> Entries.decode(ByteBuffer.wrap(in)), Entries::encode);
  }

  @Test
  void batchIsItsOneEncodingOrRefused() {
    Fuzz.of(Subject.BATCH)
        .from(batches())
        .repairing(CodecFuzzTest::repaired)
        .refusing(MalformedException.class)
        .within(100_000, 16)
        .run(
            in -> {
              Batch batch = Batch.parse(in);
              batch.entries();
              return batch;
            },
            CodecFuzzTest::encode);
  }

  private byte[] proof() {
    RunId run = RunId.ofFirst(samples.bytes(16));
    PeerKey key = samples.key();
    FeedHead before = FeedHead.before(FeedId.of(samples.hash(), key, run));
    Batch one = Batch.parse(batch(before, entries().subList(0, 1)));
    Batch other = Batch.parse(batch(before, entries().subList(0, 2)));
    return ForkProof.of(key, run, ForkProof.Signed.of(one), ForkProof.Signed.of(other)).encode();
  }

  @Test
  void forkProofIsItsOneEncodingOrRefused() {
    Fuzz.of(Subject.FORK_PROOF)
        .from(List.of(proof(), proof()))
        .refusing(MalformedException.class)
        .within(16_000, 16)
        .run(ForkProof::read, ForkProof::encode);
  }
}

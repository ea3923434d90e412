package io.muster.events.provider;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.FieldReader;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.crypto.Content;
import io.muster.events.provider.crypto.UnreadableException;
import io.muster.events.provider.delivery.Attempts;
import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.Letter;
import io.muster.events.provider.delivery.Opening;
import io.muster.events.provider.delivery.Opening.Missing;
import io.muster.events.provider.delivery.Opening.Readable;
import io.muster.events.provider.delivery.Opening.Unreadable;
import io.muster.events.provider.delivery.Outcome;
import io.muster.events.provider.delivery.RecipientNode;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.OrderKey;
import io.muster.events.provider.feed.Receipt;
import io.muster.events.provider.feed.Variant;
import io.muster.events.provider.recovery.RanIds;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The events for this node as its lane sees them. Confined to the topic's thread. */
final class ClientEvents implements RecipientNode {
  private static final long PAST_PATIENCE_MS = 30_000;

  private final TopicCore core;
  private final Bodies bodies;
  private final QuotaRule quota;
  private final DeadLetters letters;

  /** Receipts are written in the order of the lane: others wait for a letter under way. */
  private CompletableFuture<?> begun = CompletableFuture.completedFuture(null);

  private final String cell;
  private final RanIds ran;
  private final Set<FeedId> complete = new HashSet<>();
  private final Set<FeedId> givenUp = new HashSet<>();
  private final Map<FeedId, Waiting> waitingSince = new HashMap<>();

  /** Since when what comes before a feed is waited for, and how much of it was here then. */
  private record Waiting(long since, long known) {}

  ClientEvents(TopicCore core, Bodies bodies, DeadLetters letters) {
    this.letters = letters;
    this.core = core;
    this.bodies = bodies;
    this.quota = new QuotaRule(core);
    this.ran =
        new RanIds(
            core.store(),
            core.feeds().topicId(),
            core.tools().threads().topic(),
            core.tools().log());
    this.cell = "t/" + core.feeds().topicId() + "/attempts";
  }

  /** Completes the memory of what was run with what the receipts say. */
  void recall() {
    for (EventFacts facts : core.state().events()) {
      remember(facts);
    }
    forgetOld();
  }

  /** Remembers an event with a receipt of this node. */
  void remember(EventFacts facts) {
    if (facts.key().recipient().equals(core.self())) {
      facts.receipt().ifPresent(receipt -> remember(facts, receipt.entry()));
    }
  }

  private void remember(EventFacts facts, Consumed receipt) {
    long createdAt =
        facts.variants().stream()
            .findFirst()
            .map(variant -> variant.add().createdAt())
            .or(() -> facts.settled().map(Settled::createdAt))
            .orElse(core.now());
    ran.remember(
        facts.key().id(), new RanIds.Ran(createdAt, receipt.outcome(), receipt.attempts()));
  }

  /** Writes the memory, and drops what nobody can add again. */
  void forgetOld() {
    ran.forget(core.state().newest().createdAt(), core.state().roster().topicQuotas().maxAge());
    ran.flush();
  }

  @Override
  public Optional<Outcome> before(EventFacts facts) {
    Optional<RanIds.Ran> known = ran.of(facts.key().id());
    if (known.isPresent()) {
      core.tools().log().info("Event {} was run before and is answered again", facts.key().id());
      return known.map(r -> new Outcome(r.outcome(), r.attempts(), Optional.empty()));
    }
    long createdAt = facts.variants().get(0).add().createdAt();
    if (ran.isTooOld(createdAt)) {
      core.tools()
          .log()
          .warn(
              "Event {} is older than what this node remembers to have run: it is not run",
              facts.key().id());
      return Optional.of(new Outcome(ConsumedEvent.Outcome.EXPIRED, 0, Optional.of("TOO_OLD")));
    }
    return Optional.empty();
  }

  @Override
  public PeerKey self() {
    return core.self();
  }

  @Override
  public Optional<EventFacts> first() {
    return core.state().lane(core.self()).stream().findFirst();
  }

  @Override
  public Optional<EventFacts> after(OrderKey place) {
    return core.state().laneAfter(core.self(), place);
  }

  @Override
  public Optional<OrderKey> last() {
    return core.state().laneEnd(core.self());
  }

  @Override
  public int pauseMs() {
    return core.state().pauseMs();
  }

  @Override
  public Opening open(EventFacts facts) {
    Opening last = new Missing("its beginning");
    for (Variant variant : facts.variants()) {
      last = open(variant.add());
      if (!(last instanceof Unreadable)) {
        return last;
      }
    }
    return last;
  }

  private Opening open(Add add) {
    Optional<Lane> lane = core.state().context(add.contextId());
    if (!quota.hasRoom()) {
      return new Missing("room for its receipt");
    }
    if (lane.isEmpty() || !isPastHere(add.origin())) {
      return new Missing("what comes before it");
    }
    return open(add, lane.get());
  }

  @Override
  public Opening open(Letter letter) {
    return letter.lane().isEmpty()
        ? new Missing("its secret")
        : open(letter.add().orElseThrow(), letter.lane().get());
  }

  private Opening open(Add add, Lane lane) {
    Optional<byte[]> body = bodies.read(add.bodyHash());
    if (body.isEmpty()) {
      return new Missing("its body");
    }
    try {
      Content content = core.sealer().open(add, lane, body.get());
      return new Readable(add, content.type(), content.json());
    } catch (UnreadableException e) {
      core.tools().log().warn("Event {} cannot be read: {}", add.eventId(), e.getMessage());
      return new Unreadable(add, e.getMessage());
    }
  }

  /** Earlier feeds of the server come first; what nobody has is waited for only so long. */
  private boolean isPastHere(Position origin) {
    FeedId feed = origin.feed();
    boolean here =
        givenUp.contains(feed) || covers(feed, origin.seq()) && (isKnown(feed) || isPastOf(feed));
    if (here) {
      waitingSince.remove(feed);
      return true;
    }
    long known = knownOfPast(feed);
    Waiting waiting = waitingSince.get(feed);
    if (waiting == null || waiting.known() < known) { // it comes: that may take its time
      waiting = new Waiting(core.now(), known);
      waitingSince.put(feed, waiting);
    }
    return core.now() - waiting.since() >= PAST_PATIENCE_MS && givenUp.add(feed);
  }

  /** How much is here of the feeds that come before one. */
  private long knownOfPast(FeedId feed) {
    return core.state().genesis(feed).stream()
        .flatMap(genesis -> genesis.previous().stream())
        .flatMap(head -> core.feeds().feed(head.feed()).stream())
        .mapToLong(info -> info.end().seq())
        .sum();
  }

  private boolean isKnown(FeedId feed) {
    return complete.contains(feed);
  }

  private boolean isPastOf(FeedId feed) {
    Optional<Genesis> genesis = core.state().genesis(feed);
    return genesis.isPresent()
        && genesis.get().previous().stream().allMatch(h -> covers(h.feed(), h.seq()))
        && complete.add(feed);
  }

  /** Trimmed feeds are here when the copies are; of forked ones nobody can tell what is lacking. */
  private boolean covers(FeedId feed, long seq) {
    return core.feeds().forks().isForked(feed) || core.feeds().trimming().covers(feed, seq);
  }

  @Override
  public Event describe(Readable content, int attempt) {
    Add add = content.add();
    return new Event(
        add.eventId(),
        core.settings().topic(),
        core.server(),
        content.type(),
        content.json(),
        Instant.ofEpochMilli(add.createdAt()),
        attempt);
  }

  @Override
  public CompletionStage<?> write(Add add, Outcome outcome) {
    boolean dead = outcome.kind() == ConsumedEvent.Outcome.DEAD;
    if (begun.isDone() && !dead) {
      return append(add, outcome);
    }
    CompletableFuture<?> ready = begun.handle((before, failure) -> before);
    if (dead) {
      ready = ready.thenCompose(before -> letters.keep(letter(add, outcome)));
    }
    CompletableFuture<CompletionStage<?>> mine = ready.thenApply(kept -> append(add, outcome));
    begun = mine;
    return mine.thenCompose(written -> written);
  }

  private Letter letter(Add add, Outcome outcome) {
    return new Letter(
        new EventKey(add.eventId(), core.self()),
        core.now(),
        outcome.attempts(),
        outcome.text().orElse(""),
        Optional.of(add),
        core.state().context(add.contextId()),
        Optional.empty());
  }

  /** Makes a letter of a receipt that an earlier run wrote and whose own list is lost. */
  Letter letter(Add add, Receipt receipt) {
    return letter(
        add, new Outcome(receipt.entry().outcome(), receipt.entry().attempts(), Optional.empty()));
  }

  @Override
  public CompletionStage<?> keep(Letter letter) {
    return letters.keep(letter);
  }

  private CompletionStage<?> append(Add add, Outcome outcome) {
    Bytes result =
        outcome
            .text()
            .filter(text -> !text.isEmpty())
            .flatMap(text -> sealed(add, text))
            .orElse(Bytes.EMPTY);
    return core.writer()
        .append(
            new Consumed(
                core.server(),
                add.eventId(),
                add.origin(),
                add.bodyHash(),
                outcome.kind(),
                outcome.attempts(),
                result,
                Bytes.EMPTY));
  }

  private Optional<Bytes> sealed(Add add, String text) {
    Optional<Lane> lane =
        core.state()
            .context(add.contextId())
            .or(() -> letters.find(add.eventId()).flatMap(Letter::lane));
    try {
      return lane.map(l -> core.sealer().sealResult(core.writer().feedId(), add, l, text));
    } catch (UnreadableException e) {
      return Optional.empty(); // there is no secret to seal it with; the outcome says enough
    }
  }

  @Override
  public void idle() {
    core.writer().expectNoCompany();
  }

  @Override
  public void remember(Attempts attempts) {
    byte[] bytes =
        new FieldWriter()
            .event(attempts.event())
            .u32(attempts.failed())
            .time(attempts.notBefore())
            .toArray();
    core.store()
        .putCell(cell, ByteBuffer.wrap(bytes))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                core.tools().log().warn("The number of attempts could not be kept", failure);
              }
            });
  }

  /** Reads what {@link #remember} kept. */
  Optional<Attempts> remembered() {
    try {
      return core.store().cell(cell).map(FieldReader::new).map(ClientEvents::attempts);
    } catch (MalformedException e) {
      core.tools().log().warn("The number of attempts is unreadable and begins anew", e);
      return Optional.empty();
    }
  }

  private static Attempts attempts(FieldReader from) {
    Attempts attempts = new Attempts(from.event(), from.u32(), from.time());
    from.end();
    return attempts;
  }
}

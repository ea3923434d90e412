package io.muster.events.provider;

import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.EventServer;
import io.muster.events.EventState;
import io.muster.events.EventsException;
import io.muster.events.MemberOptions;
import io.muster.events.RecoveryStatus;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.crypto.Content;
import io.muster.events.provider.crypto.SealedBody;
import io.muster.peer.JsonText;
import io.muster.peer.PeerKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The server of an open topic. Texts are checked and encrypted on the caller's thread; everything
 * else happens on the topic's.
 */
final class ServerService extends TopicService implements EventServer {
  /** Most calls of {@code addEvent}, and bytes in them, that may be under way. */
  static final int MAX_UNDER_WAY = 20_000;

  static final long MAX_BYTES_UNDER_WAY = 64L << 20;

  /** Most bytes of a character in UTF-8. */
  private static final int MOST_UTF8 = 3;

  private final TopicCore core;
  private final ServerRole role;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLong bytesUnderWay = new AtomicLong();

  ServerService(OpenTopic open, Leaving leaving) {
    super(open, leaving);
    this.core = open.core();
    this.role = (ServerRole) open.role();
  }

  @Override
  public CompletionStage<EventId> addEvent(PeerKey user, String json) {
    return addEvent(user, json, EventOptions.defaults());
  }

  @Override
  public CompletionStage<EventId> addEvent(PeerKey user, String json, EventOptions options) {
    int bytes = json.length();
    CompletableFuture<EventId> done = new CompletableFuture<>();
    try {
      check(json);
      reserve(bytes);
      done.whenComplete((id, failure) -> release(bytes));
      submit(request(user, new Content(options.type(), json), options, done));
    } catch (EventsException e) {
      done.completeExceptionally(e);
    }
    return forCaller(done);
  }

  private void check(String json) {
    int max = core.settings().payloadMax();
    if (json.length() > max) {
      throw Failures.tooLarge(json.length(), max);
    }
    try {
      JsonText.check(json);
    } catch (IllegalArgumentException e) {
      throw Failures.notJson(e);
    }
    int bytes = json.length() <= max / MOST_UTF8 ? 0 : json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > max) {
      throw Failures.tooLarge(bytes, max);
    }
  }

  private void reserve(int bytes) {
    int calls = underWay.incrementAndGet();
    long all = bytesUnderWay.addAndGet(bytes);
    if (calls > MAX_UNDER_WAY || all > MAX_BYTES_UNDER_WAY) {
      release(bytes);
      throw Failures.quota(MAX_UNDER_WAY + " calls or their bytes are under way already");
    }
  }

  private void release(int bytes) {
    underWay.decrementAndGet();
    bytesUnderWay.addAndGet(-bytes);
  }

  private AddRequest request(
      PeerKey user, Content content, EventOptions options, CompletableFuture<EventId> done) {
    var topicId = core.feeds().topicId();
    EventId id =
        options
            .dedupeKey()
            .map(key -> core.drawn().eventId(topicId, user, key))
            .orElseGet(() -> core.drawn().eventId(topicId, user, content));
    SealedBody body = core.sealer().seal(id, content);
    return new AddRequest(user, content, body, options, done);
  }

  private void submit(AddRequest request) {
    post(
        () -> {
          try {
            role.add(request);
          } catch (RuntimeException e) {
            request.done().completeExceptionally(e);
          }
        });
  }

  @Override
  public CompletionStage<Void> admit(PeerKey member, MemberOptions options) {
    return write(() -> role.members().admit(member, options));
  }

  @Override
  public CompletionStage<Void> remove(PeerKey member) {
    return write(() -> role.members().remove(member));
  }

  @Override
  public CompletionStage<Void> updatePause(Duration pause) {
    if (pause.isNegative() || pause.toMillis() > Pause.MAX_WINDOW) {
      throw new IllegalArgumentException("pause is 0 to 60 s, not " + pause);
    }
    return write(() -> role.members().pause(pause));
  }

  private CompletionStage<Void> write(Supplier<CompletionStage<?>> entry) {
    return request(
        () ->
            entry
                .get()
                .handle(
                    (at, failure) -> {
                      if (failure != null) {
                        throw Failures.store(failure);
                      }
                      return null;
                    }));
  }

  @Override
  public RecoveryStatus recovery() {
    return ask(role::recoveryStatus);
  }

  @Override
  public CompletionStage<Void> endRecovery() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    post(
        () -> {
          role.recovery().end("an operator says so");
          done.complete(null);
        });
    return forCaller(done);
  }

  @Override
  public CompletionStage<Boolean> declareLost(EventId id) {
    return request(
        () ->
            role.declareLost(id)
                .handle(
                    (done, failure) -> {
                      if (failure != null) {
                        throw Failures.store(failure);
                      }
                      return done;
                    }));
  }

  @Override
  public Optional<EventState> event(EventId id) {
    return ask(() -> role.event(id));
  }
}

package io.muster.events.provider;

import io.muster.events.DeadLetter;
import io.muster.events.EventId;
import io.muster.events.EventsException;
import io.muster.events.ForkReport;
import io.muster.events.LeaveReport;
import io.muster.events.Topic;
import io.muster.events.TopicStatus;
import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The part of a topic's service that server and client share. Any thread. */
abstract class TopicService implements Topic {
  private static final long PATIENCE_S = 5;

  /** Ends the topic's part in the world. */
  interface Leaving {
    /** Says goodbye and unregisters; completes on any thread. */
    CompletionStage<LeaveReport> leave();
  }

  final OpenTopic open;
  private final String name;
  private final PeerKey server;
  private final PeerKey self;
  private final TopicTools.Threads threads;
  private final Leaving leaving;
  private volatile boolean refusing;
  private final Set<CompletableFuture<?>> outstanding = ConcurrentHashMap.newKeySet();

  TopicService(OpenTopic open, Leaving leaving) {
    this.open = open;
    this.leaving = leaving;
    this.name = open.core().settings().topic();
    this.server = open.core().server();
    this.self = open.core().self();
    this.threads = open.core().tools().threads();
  }

  @Override
  public final String topic() {
    return name;
  }

  @Override
  public final PeerKey server() {
    return server;
  }

  @Override
  public final PeerKey self() {
    return self;
  }

  @Override
  public final TopicStatus status() {
    return ask(open::status);
  }

  /** What waits, and who keeps it waiting. */
  record Queue(List<QueueRow> rows, List<EventId> inFlight, int threadsLost, long answersIgnored) {}

  /** Returns what waits, of one user or all. */
  final Queue queue(Optional<PeerKey> user, int limit) {
    return ask(
        () ->
            new Queue(
                open.queues().rows(user, limit),
                open.queues().inFlight(),
                open.calls().lost(),
                open.calls().ignored()));
  }

  @Override
  public final List<DeadLetter> deadLetters(Optional<EventId> after, int limit) {
    if (limit < 1 || limit > MAX_DEAD_LETTERS) {
      throw new IllegalArgumentException("limit is 1 to " + MAX_DEAD_LETTERS + ", not " + limit);
    }
    return ask(() -> open.deadLetters().page(after, limit));
  }

  @Override
  public final CompletionStage<Boolean> replayDeadLetter(EventId id) {
    return request(() -> open.deadLetters().replay(id));
  }

  @Override
  public final CompletionStage<Void> dropDeadLetter(EventId id) {
    return request(
        () ->
            open.deadLetters()
                .drop(id)
                .exceptionally(
                    failure -> {
                      throw Failures.store(failure);
                    }));
  }

  /** Asks the topic's thread for a stage and completes for the caller. */
  final <T> CompletionStage<T> request(Supplier<CompletionStage<T>> question) {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      post(() -> pass(question, done));
    } catch (EventsException e) {
      done.completeExceptionally(e);
    }
    return forCaller(done);
  }

  private static <T> void pass(Supplier<CompletionStage<T>> question, CompletableFuture<T> to) {
    try {
      question
          .get()
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  to.complete(value);
                } else {
                  to.completeExceptionally(
                      failure instanceof CompletionException e ? e.getCause() : failure);
                }
              });
    } catch (RuntimeException e) {
      to.completeExceptionally(e);
    }
  }

  @Override
  public final List<ForkReport> forks() {
    return ask(open::forks);
  }

  @Override
  public final CompletionStage<LeaveReport> leave() {
    return leaving.leave();
  }

  /** Fails all further calls. */
  final void refuseCalls() {
    refusing = true;
  }

  /** Runs a task on the topic's thread. */
  final void post(Runnable task) {
    if (refusing) {
      throw Failures.gone(name);
    }
    try {
      threads.topic().execute(task);
    } catch (RejectedExecutionException e) {
      throw Failures.gone(name);
    }
  }

  /** Asks the topic's thread, which answers at once unless the node is overloaded. */
  final <T> T ask(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    post(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      return answer.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw Failures.overloaded(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.gone(name);
    }
  }

  /** Fails the calls that the closed topic did not answer any more. */
  final void abandon() {
    refusing = true;
    outstanding.forEach(call -> call.completeExceptionally(Failures.gone(name)));
  }

  /** Completes for the caller on a thread of its own kind. */
  final <T> CompletionStage<T> forCaller(CompletableFuture<T> inner) {
    CompletableFuture<T> outer = new CompletableFuture<>();
    outstanding.add(inner);
    inner.whenComplete((value, failure) -> outstanding.remove(inner));
    inner.whenComplete(
        (value, failure) ->
            threads
                .callers()
                .execute(
                    () -> {
                      if (failure == null) {
                        outer.complete(value);
                      } else {
                        outer.completeExceptionally(failure);
                      }
                    }));
    return outer.minimalCompletionStage();
  }
}

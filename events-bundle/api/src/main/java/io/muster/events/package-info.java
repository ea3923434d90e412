/**
 * A durable memory of events for users. A server adds events for users; who is online gets an event
 * at once; for who is offline it is stored, replicated among the members of the topic and handled
 * on return, even while the server is down; the server then learns that it was consumed.
 *
 * <p>One factory configuration {@code io.muster.events} for each topic registers an {@link
 * EventServer} or an {@link EventClient} with service property {@code muster.topic}. {@link
 * EventHandler} and {@link ConsumedHandler} are implemented by users and registered as services
 * with the same property: a handler that is missing or being redeployed only means that events
 * wait.
 *
 * <p><b>Delivery</b> is at least once with stable ids: a user whose own transaction remembers
 * {@link Event#id} with the effect has it exactly once. Per recipient, events are handled in order,
 * one at a time. <b>Secrecy:</b> the payload is encrypted to its recipient and signed by the
 * server; members see who gets how many events when, sizes (padded) and outcomes. There is no
 * forward secrecy yet.
 *
 * <p><b>Threads:</b> any thread may call; handlers are called on Muster threads; stages complete on
 * a Muster thread: do not block. <b>Null:</b> never in, never out. <b>Errors:</b> stages fail with
 * {@link EventsException}. <b>Limits:</b> payload 256 KiB by default, result 4 KiB.
 */
@Export
@Version("0.1.0")
package io.muster.events;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

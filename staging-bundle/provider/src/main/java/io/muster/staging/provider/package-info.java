/**
 * The bench in memory. {@code Bench} holds the entries under one lock; {@code Broadcast} tells
 * subscribers, one task after another and without that lock, so that all see one order.
 */
package io.muster.staging.provider;

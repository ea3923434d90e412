/**
 * A bundle such as a user of Muster would write: a shop adds orders for its branches, the branches
 * book them, online or not, and the shop learns what they booked.
 *
 * <ul>
 *   <li>{@link io.muster.example.OrderHandlerComponent} runs at a branch: it gets the orders.
 *   <li>{@link io.muster.example.ReceiptHandlerComponent} runs at the shop: it learns what became
 *       of them.
 *   <li>{@link io.muster.example.OrderCommands} runs at the shop: it adds orders.
 * </ul>
 */
package io.muster.example;

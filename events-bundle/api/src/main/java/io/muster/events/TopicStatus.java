package io.muster.events;

/**
 * Numbers of a topic as this node sees it.
 *
 * @param members admitted members, the server included
 * @param connected members to which there is a channel now
 * @param feeds feeds stored here
 * @param entries entries stored here
 * @param bodies encrypted payloads stored here
 * @param waiting events for this node that are not done, or, on the server, events for anybody that
 *     are not consumed as far as it knows
 * @param unsettled receipts that the server has not settled as far as this node knows
 * @param deadLetters what {@link Topic#deadLetters} lists
 * @param quotaPercent how much this node's feeds have used of what it may write before events are
 *     refused or, on a client, wait; 100 or more: it is used up
 */
public record TopicStatus(
    int members,
    int connected,
    int feeds,
    long entries,
    long bodies,
    long waiting,
    long unsettled,
    long deadLetters,
    int quotaPercent) {}

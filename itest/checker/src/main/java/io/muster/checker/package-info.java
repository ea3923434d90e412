/**
 * Checks afterwards, from files and processes alone, what a run of several nodes has done: nothing
 * that a node prints is believed. Reads one ledger per node ({@code DIR/<node>/acct.jsonl}), the
 * processes that were started ({@code DIR/processes.jsonl}) and the files that nodes have written.
 */
package io.muster.checker;

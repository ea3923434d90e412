package io.muster.hub.signalhub;

import java.time.Clock;
import java.util.function.Consumer;

/**
 * What the parts of one client share.
 *
 * @param settings limits as they were when the session began
 * @param dialler opens connections
 * @param threads where work runs
 * @param clock for dates in Retry-After only
 * @param warnings lines for the log
 */
record SignalhubContext(
    SignalhubSettings settings,
    Dialler dialler,
    SignalhubThreads threads,
    Clock clock,
    Consumer<String> warnings) {}

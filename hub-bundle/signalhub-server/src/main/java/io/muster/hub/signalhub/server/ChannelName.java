package io.muster.hub.signalhub.server;

/**
 * A channel. Names are data: any text may stand there, it is only compared.
 *
 * @param application name of the application, escapes resolved
 * @param channel name of the channel, escapes resolved
 */
record ChannelName(String application, String channel) {}

package io.muster.hub.signalhub.server;

/**
 * A channel. Names are data: any text may stand there, it is only compared.
 *
 * @param application name of the application, escapes resolved
 * @param channel name of the channel, escapes resolved
 */
record ChannelName(String application, String channel) {
  // Written by hand: the JDK's own equals of records keeps the last class it was linked for in a
  // static cache (java.lang.runtime.ObjectMethods), and with it the class loader of this bundle.
  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelName name
        && application.equals(name.application)
        && channel.equals(name.channel);
  }

  @Override
  public int hashCode() {
    return 31 * application.hashCode() + channel.hashCode();
  }
}

package io.muster.peer;

/**
 * A fresh secret for a recipient, and what the recipient needs to obtain it too.
 *
 * @param encapsulated to be sent, 32 bytes, not secret
 * @param exporterSecret to be kept, 32 bytes, the HPKE exporter secret of the context
 */
public record Encapsulation(byte[] encapsulated, byte[] exporterSecret) {
  /** Copies both arrays. */
  public Encapsulation {
    encapsulated = encapsulated.clone();
    exporterSecret = exporterSecret.clone();
  }

  @Override
  public byte[] encapsulated() {
    return encapsulated.clone();
  }

  @Override
  public byte[] exporterSecret() {
    return exporterSecret.clone();
  }

  /** Shows nothing secret. */
  @Override
  public String toString() {
    return "Encapsulation[secret withheld]";
  }
}

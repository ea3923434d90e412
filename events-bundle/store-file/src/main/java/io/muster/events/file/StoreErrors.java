package io.muster.events.file;

import io.muster.events.spi.StoreException;
import io.muster.events.spi.StoreException.Reason;

/** The words of the store's failures. */
final class StoreErrors {
  private static final String PID = "PID io.muster.events.file";

  private StoreErrors() {}

  static StoreException full(long usable, long reserve, Throwable cause) {
    return new StoreException(
        Reason.FULL,
        "Nothing was lost and nothing was stored: "
            + usable
            + " bytes are free and Muster keeps "
            + reserve
            + " in reserve. Free space, or lower 'reserve.mib' of "
            + PID
            + "; writing resumes by itself",
        cause);
  }

  static StoreException failed(String what, Throwable cause) {
    return new StoreException(
        Reason.FAILED,
        what
            + " failed ("
            + cause
            + "). What was confirmed is kept; what was not confirmed may or may not be there later."
            + " A failed fsync is never tried again: the directory is opened anew. If this comes"
            + " again, check the disk (dmesg, SMART)",
        cause);
  }

  static StoreException unreadable(String what, Throwable cause) {
    return new StoreException(
        Reason.FAILED,
        "Cannot read " + what + " (" + cause + "). Nothing was changed. Check the disk",
        cause);
  }

  static StoreException damagedCell(String name) {
    return new StoreException(
        Reason.FAILED,
        "The cell "
            + name
            + " is damaged on disk. The directory is opened anew; then its content before that is"
            + " served, if it is still there. Check the disk",
        null);
  }

  static StoreException closed() {
    return new StoreException(
        Reason.CLOSED,
        "The file store is closed; nothing was stored. Wait for the service to come back",
        null);
  }

  static StoreException busy(long waiting) {
    return new StoreException(
        Reason.BUSY,
        waiting
            + " bytes wait to be written; nothing was stored. Try again when some of it is"
            + " confirmed, or raise 'queue.mib' of "
            + PID,
        null);
  }

  static StoreException version(String file, int version) {
    return new StoreException(
        Reason.VERSION,
        file
            + " has format version "
            + version
            + ", this bundle writes and reads version "
            + Format.VERSION
            + ". Nothing was changed. Install the version of io.muster.events.file that wrote it",
        null);
  }

  static StoreException locked(String directory, String holder) {
    return new StoreException(
        Reason.LOCKED,
        "The directory "
            + directory
            + " is in use by "
            + holder
            + ". Nothing was changed. Stop the other node, or set another 'directory' of "
            + PID,
        null);
  }
}

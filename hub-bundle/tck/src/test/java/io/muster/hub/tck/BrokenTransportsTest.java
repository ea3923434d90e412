package io.muster.hub.tck;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks themselves: each broken transport is caught, with the message that says how. */
class BrokenTransportsTest {
  /** Where the fault shows only when the limit is over. */
  private static final int SHORT_S = 5;

  private static final int LONG_S = 30;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "SWAPS_MESSAGES,messagesOfAllSizesArriveWholeOnceAndInOrder,order",
    "LOSES_MESSAGES,messagesOfAllSizesArriveWholeOnceAndInOrder,order",
    "REPEATS_MESSAGES,messagesOfAllSizesArriveWholeOnceAndInOrder,order",
    "CUTS_MESSAGES,messagesOfAllSizesArriveWholeOnceAndInOrder,is not whole",
    "TAKES_ANY_SIZE,emptyAndTooLargeMessagesAreRefusedAndTheLinkGoesOn,0 bytes was taken",
    "NO_BACK_PRESSURE,slowReceiverHoldsTheSender,no back-pressure",
    "TELLS_CLOSED_TWICE,closeIsToldToBothEndsOnceAndLast,closed comes once",
    "FORGETS_TO_TELL_CLOSED,closeIsToldToBothEndsOnceAndLast,closed was not called",
    "TAKES_ANY_KEY,wrongKeyIsRefusedWithBothKeysNamed,'succeeded, but must fail'",
    "NEVER_GIVES_UP,dialGivesUpWhenNobodyAnswers,neither completed nor failed",
    "LEAVES_A_THREAD,bothEndsKnowTheProvenKeyOfTheOther,threads are left",
    "DROPS_WAITING_SENDS,sendsThatWaitFailWhenTheLinkEnds,neither completed nor failed"
  })
  void brokenTransportIsCaught(MemoryTransport.Fault fault, String check, String message)
      throws Exception {
    MemoryTck tck = new MemoryTck(fault, showsByWaiting(fault) ? SHORT_S : LONG_S);
    tck.noteThreads();
    Throwable caught = assertThrows(Throwable.class, () -> run(tck, check));
    AssertionError failure = assertInstanceOf(AssertionError.class, caught);
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }

  private static boolean showsByWaiting(MemoryTransport.Fault fault) {
    return switch (fault) {
      case FORGETS_TO_TELL_CLOSED, NEVER_GIVES_UP, LEAVES_A_THREAD, DROPS_WAITING_SENDS -> true;
      default -> false;
    };
  }

  private static void run(TransportTck tck, String check) throws Throwable {
    try {
      TransportTck.class.getMethod(check).invoke(tck);
      tck.nothingIsLeft();
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

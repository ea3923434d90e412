package io.muster.diagnose;

import java.util.List;

/** Looks at one area. */
interface Check {
  /** The area, a word that can be given to the command. */
  String area();

  /** What is wrong there, now. */
  List<Finding> find();
}

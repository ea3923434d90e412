package io.muster.diagnose;

/**
 * Something that is not as it should be.
 *
 * @param severity how bad it is
 * @param area where it is: bundles, components, configuration, environment, identity
 * @param what what was seen
 * @param why what that means
 * @param fix the line to paste, or what to do; perhaps empty
 */
record Finding(Severity severity, String area, String what, String why, String fix) {
  /** How bad it is, the worst first. */
  enum Severity {
    /** Something does not work. */
    ERROR,
    /** Something works, but not as it should, or not for long. */
    WARN,
    /** Something could be set up and is not. */
    INFO
  }
}

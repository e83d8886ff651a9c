package dev.jera.cli.doctor;

import com.google.common.base.Ascii;

/**
 * What one check found.
 *
 * @param status how it stands
 * @param topic what was looked at, in a word or two
 * @param text what was found, and what to do unless all is well
 */
public record Finding(Status status, String topic, String text) {

  /** How something stands. */
  public enum Status {
    /** As it should be. */
    OK,
    /** Jera works, but something could be better or is not here. */
    NOTE,
    /** Jera cannot work until something is done. */
    FIX;

    /** As the report prints it. */
    @Override
    public String toString() {
      return this == FIX ? "FIX" : Ascii.toLowerCase(name());
    }
  }

  static Finding ok(String topic, String text) {
    return new Finding(Status.OK, topic, text);
  }

  static Finding note(String topic, String text) {
    return new Finding(Status.NOTE, topic, text);
  }

  static Finding fix(String topic, String text) {
    return new Finding(Status.FIX, topic, text);
  }
}

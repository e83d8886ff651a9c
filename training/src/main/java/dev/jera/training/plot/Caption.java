package dev.jera.training.plot;

import java.awt.Color;
import java.util.List;

/**
 * What stands below an image.
 *
 * @param lines the lines of text, from above
 * @param verdict whether it is about something right or wrong, which gives its colour
 */
public record Caption(List<String> lines, Verdict verdict) {

  /** Whether a prediction is right. */
  public enum Verdict {
    /** There is no prediction: black. */
    NONE(Ink.BLACK),
    /** The prediction is right: green. */
    RIGHT(Ink.RIGHT),
    /** The prediction is wrong: red. */
    WRONG(Ink.WRONG);

    private final Color colour;

    Verdict(Color colour) {
      this.colour = colour;
    }

    Color colour() {
      return colour;
    }
  }

  /** Copies the lines. */
  public Caption {
    lines = List.copyOf(lines);
  }

  /** A black caption. */
  public static Caption of(String... lines) {
    return new Caption(List.of(lines), Verdict.NONE);
  }

  /** What was predicted, above what is true: green if they are the same, red if they are not. */
  static Caption ofPrediction(String predicted, String truth, boolean right) {
    return new Caption(List.of(predicted, "true: " + truth), right ? Verdict.RIGHT : Verdict.WRONG);
  }
}

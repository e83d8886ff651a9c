package dev.jera.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.jera.cli.image.Picture;
import dev.jera.cli.image.Scores;
import java.util.List;

/**
 * What {@code jera predict} says of an image; the JSON names are in snake_case.
 *
 * @param image the file
 * @param classNumber the most probable class, from 0; {@code class} in JSON
 * @param label its name; its number where the bundle names none
 * @param probability 0 to 1
 * @param inverted whether the image was dark on light, and was inverted
 * @param top the most probable classes, this one first
 */
record Prediction(
    String image,
    @JsonProperty("class") int classNumber,
    String label,
    double probability,
    boolean inverted,
    List<Guess> top) {
  private static final int TOP = 3;

  /** A class and its probability. */
  record Guess(@JsonProperty("class") int classNumber, String label, double probability) {}

  /**
   * Reads the scores of an image.
   *
   * @param labels the names of the classes; numbers are used unless there is one for each
   */
  static Prediction of(Picture picture, Scores scores, List<String> labels) {
    boolean named = labels.size() == scores.probabilities().length();
    List<Guess> top =
        scores.ranking().stream()
            .limit(TOP)
            .map(
                c ->
                    new Guess(
                        c,
                        named ? labels.get(c) : Integer.toString(c),
                        scores.probabilities().get(c)))
            .toList();
    Guess best = top.get(0);
    return new Prediction(
        picture.file().toString(),
        best.classNumber(),
        best.label(),
        best.probability(),
        picture.inverted(),
        top);
  }
}

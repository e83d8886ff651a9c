package dev.jera.training.plot;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.training.metric.ConfusionMatrix;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A heat map of a confusion matrix: true classes down, predicted ones across, counts in the cells.
 *
 * <p>A cell is as dark as its share of the examples of its true class, so that rare classes are
 * seen as well as frequent ones.
 *
 * @param matrix the counts
 * @param classNames the names by class number
 * @param title stands above; may be empty
 */
@RecordBuilder
public record ConfusionMatrixPlot(ConfusionMatrix matrix, List<String> classNames, String title)
    implements Plot, ConfusionMatrixPlotBuilder.With {

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if there are not as many as classes
   */
  public ConfusionMatrixPlot {
    classNames = List.copyOf(classNames);
    checkArgument(
        classNames.size() == matrix.classes(),
        "classNames: %s (expected: %s, as many as classes)",
        classNames.size(),
        matrix.classes());
  }

  /** The heat map, with class numbers for names. */
  public static ConfusionMatrixPlot of(ConfusionMatrix matrix) {
    return of(matrix, IntStream.range(0, matrix.classes()).mapToObj(Integer::toString).toList());
  }

  /** The heat map, with these names by class number. */
  public static ConfusionMatrixPlot of(ConfusionMatrix matrix, List<String> classNames) {
    return new ConfusionMatrixPlot(matrix, classNames, "");
  }

  @Override
  public Dimension size() {
    return HeatMap.of(title, matrix, classNames).size();
  }

  @Override
  public void draw(Graphics2D graphics) {
    HeatMap.of(title, matrix, classNames).draw(graphics);
  }
}

package dev.jera.training.plot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jera.runtime.JeraException;
import dev.jera.training.metric.ConfusionMatrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes whose {@code DISPLAY} names an X server that is not there. */
class DeadDisplayTest {
  private static final String DISPLAY = ":7654321";

  @Test
  void whatToDoIsSaidEachTime() throws Exception {
    List<String> told = draw("-Dplain");
    assumeTrue(!told.get(0).equals("drawn"), "Java looks for no X server here");
    assertThat(told)
        .hasSize(2)
        .allMatch(
            line ->
                line.equals(
                    "Plots: the display "
                        + DISPLAY
                        + " does not answer (expected: none, or one that does; give Java -Djava.awt.headless=true, or unset DISPLAY)"));
  }

  @Test
  void aJavaWithoutAHeadDraws() throws Exception {
    assertThat(draw("-Djava.awt.headless=true")).containsExactly("drawn", "drawn");
  }

  private static List<String> draw(String option) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DeadDisplayTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("DISPLAY", DISPLAY);
    Process process = builder.start();
    List<String> told = process.inputReader(UTF_8).lines().toList();
    assertThat(process.waitFor()).isZero();
    return told;
  }

  /** Draws a plot in each way, and tells what came of it. */
  public static void main(String[] args) {
    Plot plot = ConfusionMatrixPlot.of(ConfusionMatrix.of(new long[][] {{3, 1}, {0, 4}}));
    for (Runnable way : List.<Runnable>of(plot::svg, plot::image)) {
      try {
        way.run();
        System.out.println("drawn");
      } catch (JeraException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}

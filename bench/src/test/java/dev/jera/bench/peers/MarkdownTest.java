package dev.jera.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jera.bench.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownTest {
  private static final PeersReport.Cell TRAINED =
      new PeersReport.Cell(
          Task.train(64), new Spread(3_000, 2_900, 3_100), one(1.5), one(0.45), null);
  private static final PeersReport.Cell ASKED =
      new PeersReport.Cell(
          Task.predict(1), one(2_000), null, one(0.1), new PeersReport.Latency(0.5, 0.75));

  private final PeersReport report =
      new PeersReport(
          GrowthReports.MACHINE,
          5,
          100,
          5_590_000,
          16_400_000,
          one(150e9),
          Map.of("Eigen", one(120e9)),
          List.of(
              new PeersReport.Column("A", "A 1.0", List.of(TRAINED, ASKED), one(1.25), 400),
              new PeersReport.Column("B", "B 2.0", List.of(ASKED), null, Double.NaN)),
          List.of(new PeersReport.Accelerated(Task.predict(1), one(0.97))),
          List.of("B: train 64: it does not train"));

  private static Spread one(double value) {
    return new Spread(value, value, value);
  }

  @Test
  void theTableHasARowForEachTaskThatSomebodyDid() {
    assertThat(Markdown.full(report))
        .contains("| training, batch 64 | 3,000 (2,900 to 3,100); 1.50; 0.45 | - |\n")
        .contains("| inference, batch 1 | 2,000; -; 0.10 | 2,000; -; 0.10 |\n")
        .contains("| p50, p99 of a call, ms | 0.500, 0.750 | 0.500, 0.750 |\n")
        .contains(
            "Jera on ONNX Runtime, by ONNX Runtime alone in the same round: inference, batch 1 0.97.\n")
        .contains("150 GFLOP/s (Eigen 120)")
        .doesNotContain("batch 256")
        .endsWith("Not measured: B: train 64: it does not train\n");
  }

  @Test
  void theBriefOneHasMediansAlone() {
    assertThat(Markdown.brief(report)).contains("| training, batch 64 | 3,000; 1.50; 0.45 | - |\n");
  }

  @Test
  void theTableOfAJsonIsTheTableOfItsReport() throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    PeersReport read = json.readValue(json.writeValueAsString(report), PeersReport.class);

    assertThat(Markdown.brief(read)).isEqualTo(Markdown.brief(report));
  }
}

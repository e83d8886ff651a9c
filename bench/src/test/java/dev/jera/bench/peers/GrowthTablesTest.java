package dev.jera.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrowthTablesTest {
  private final String tables = GrowthTables.of(GrowthReports.regular());

  @Test
  void aRowHasBothEnginesOnEachNumberOfCores() {
    assertThat(tables)
        .contains(
            "|  | width | raw, 1 core | Jera, 1 core | raw, 2 cores | Jera, 2 cores"
                + " | Jera, 2 cores / 1 core |\n")
        .contains(
            "| training, batch 64 | x1.0 | 2,000 | 4,000 (2.00) | 3,000 | 6,000 (2.00) | 1.50 |\n")
        .contains(
            "| training, batch 64 | x2.0 | 500 | 1,000 (2.00) | 750 | 1,500 (2.00) | 1.50 |\n");
  }

  @Test
  void memoryHasAColumnForEachWay() {
    assertThat(tables)
        .contains("| examples | Jera | Jera, streamed |\n")
        .contains("| 1,000 | 500 | 510 |\n| 240,000 | 690 | 520 |\n");
  }

  @Test
  void whatWasNotMeasuredIsTold() {
    assertThat(tables).endsWith("Not measured: one thing\n");
  }
}

package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.FrozenSession.Use;
import org.junit.jupiter.api.Test;

class RunPlanTest {
  @Test
  void itTellsHowSmallAndLargeBatchesRun() {
    RunPlan plan = new RunPlan(true, true, 32, "measured");
    assertThat(plan).hasToString("frozen, on one thread, cut from 32 examples on (measured)");
    assertThat(plan.uses()).containsExactlyInAnyOrder(Use.FEW, Use.PARTS);
    assertThat(RunPlan.exported("no plan")).hasToString("as exported (no plan)");
    assertThat(RunPlan.exported("no plan").uses()).isEmpty();
  }

  @Test
  void whatIsFoundIsToldBeforeWhatWasKnown() {
    RunPlan plan = new RunPlan(true, false, 0, "equal").cut(8, "faster");
    assertThat(plan).isEqualTo(new RunPlan(true, false, 8, "faster; equal"));
    assertThat(plan.uses()).containsExactlyInAnyOrder(Use.WHOLE, Use.PARTS);
  }
}

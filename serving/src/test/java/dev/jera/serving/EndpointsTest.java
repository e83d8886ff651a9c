package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Sets;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {
  @TempDir private Path directory;

  @Test
  void whatIsPreparedStaysSoAndOnlyNewSelectionsBeyondTheLimitAreTheWhole() {
    SavedModel bundle = SavedModel.read(Bundles.powers(directory.resolve("1"), 9));
    try (LoadedSavedModel model = LoadedSavedModel.load(bundle, LoadOptions.defaults())) {
      Endpoints endpoints =
          new Endpoints(
              model,
              Acceleration.of(model, PredictorOptions.defaults().withPlanning(Planning.NONE)));
      Endpoint whole = endpoints.get(Signature.DEFAULT);
      Set<String> names = whole.signature().outputs().keySet();
      // 2^9 sets of nine names, of which one is empty.
      List<Set<String>> selections =
          Sets.powerSet(names).stream().filter(part -> !part.isEmpty()).toList();
      List<Endpoint> first =
          selections.stream()
              .limit(256)
              .map(part -> endpoints.get(Signature.DEFAULT, part))
              .toList();
      assertThat(first).doesNotContain(whole);
      assertThat(endpoints.get(Signature.DEFAULT, selections.get(256))).isSameAs(whole);
      for (int i : new int[] {0, 1, 255}) {
        assertThat(endpoints.get(Signature.DEFAULT, selections.get(i))).isSameAs(first.get(i));
      }
    }
  }
}

package dev.jera.datasets;

import static dev.jera.datasets.Numbers.plus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.datasets.image.ImageDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every data set promises, whatever it is made of. */
class DatasetContractTest {

  @TempDir private static Path directory;

  static Stream<Named<Dataset>> finite() throws IOException {
    ArrayDataset arrays = Numbers.arrays(11);
    Dataset stream = Numbers.stream(5, 3, 8, 1, 9, 2, 7);
    IndexedDataset mapped = arrays.map(example -> plus(example, 100));
    ImageDataset images = FileDatasets.images(directory);
    return Stream.of(
        Named.of("arrays", arrays),
        Named.of("none", arrays.take(0)),
        Named.of("stream", stream),
        Named.of("map", mapped),
        Named.of("map of a stream", stream.map(example -> plus(example, 100))),
        Named.of("random map", stream.map(7, (e, random) -> plus(e, random.nextInt(1_000)))),
        Named.of(
            "random map of a shuffle",
            arrays.shuffle(3).map(7, (e, random) -> plus(e, random.nextInt(1_000)))),
        Named.of("filter", arrays.filter(example -> Numbers.number(example) % 3 != 0)),
        Named.of("filter of a stream", stream.filter(example -> Numbers.number(example) > 4)),
        Named.of("take", mapped.take(4)),
        Named.of("take of a stream", stream.take(4)),
        Named.of("skip", mapped.skip(4)),
        Named.of("skip of a stream", stream.skip(4)),
        Named.of("repeat", arrays.shuffle(1).repeat(3)),
        Named.of("repeat of a stream", stream.shuffle(3, 1).repeat(3)),
        Named.of("take of an endless repeat", arrays.shuffle(1).repeat().take(30)),
        Named.of("take of an endless repeat of a stream", stream.repeat().take(30)),
        Named.of("concat", mapped.concat(arrays.take(3))),
        Named.of("concat of streams", stream.concat(arrays).concat(stream)),
        Named.of("shuffle", mapped.shuffle(4)),
        Named.of("shuffle once", arrays.shuffleOnce(4)),
        Named.of("shuffle by buffer", mapped.shuffle(4, 4)),
        Named.of("shuffle of a stream by a large buffer", stream.shuffle(100, 4)),
        Named.of("cache", stream.cache()),
        Named.of("cache of a shuffle", arrays.shuffle(4).cache()),
        Named.of("prefetch", mapped.prefetch(3, 2)),
        Named.of("prefetch of a stream", stream.prefetch(3, 2)),
        Named.of("map of a prefetch", mapped.prefetch(3, 2).map(example -> plus(example, 1))),
        Named.of("select of a prefetch", mapped.prefetch(3, 2).select(new int[] {3, 0, 3})),
        Named.of("part", mapped.split(0.3, 0.4).get(1)),
        Named.of("select of a part", mapped.split(0.3, 0.4).get(1).select(new int[] {3, 0, 3})),
        Named.of("table", FileDatasets.csv(directory)),
        Named.of("records", FileDatasets.records(directory)),
        Named.of("records, shuffled", FileDatasets.records(directory).shuffle(3, 5)),
        Named.of("images", images),
        Named.of("images, none ahead", images.withAhead(0)),
        Named.of("images, selected", images.select(new int[] {8, 1, 1})),
        Named.of("images, shuffled", images.withAhead(2).shuffle(6)),
        Named.of("weights", stream.weighByClass(Map.of(8, 2.0))),
        Named.of("one-hot", stream.oneHot(10)));
  }

  @ParameterizedTest
  @MethodSource("finite")
  void twoPassesOfOneNumberAreEqual(Dataset data) {
    assertThat(read(data, 0)).isEqualTo(read(data, 0));
    assertThat(read(data, 5)).isEqualTo(read(data, 5));
  }

  @ParameterizedTest
  @MethodSource("finite")
  void skippingEqualsReading(Dataset data) {
    List<Example> all = read(data, 2);
    for (int n = 0; n <= all.size() + 2; n++) {
      try (Pass pass = data.pass(2)) {
        pass.skip(n);
        List<Example> rest = new ArrayList<>();
        pass.forEachRemaining(rest::add);
        assertThat(rest).isEqualTo(all.subList(Math.min(n, all.size()), all.size()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("finite")
  void skippingInTheMiddleEqualsReading(Dataset data) {
    List<Example> all = read(data, 1);
    for (int n = 0; n < all.size(); n++) {
      try (Pass pass = data.pass(1)) {
        assertThat(pass.next()).isEqualTo(all.get(0));
        pass.skip(n);
        assertThat(pass.hasNext()).isEqualTo(n + 1 < all.size());
        if (pass.hasNext()) {
          assertThat(pass.next()).isEqualTo(all.get(n + 1));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("finite")
  void tasksGiveTheSameInAnyOrder(Dataset data) {
    var tasks = new ArrayList<Supplier<Example>>();
    try (Pass pass = data.pass(2)) {
      while (pass.hasNext()) {
        tasks.add(pass.nextTask());
      }
      Collections.reverse(tasks);
      List<Example> expected = new ArrayList<>(read(data, 2));
      Collections.reverse(expected);
      assertThat(tasks.stream().map(Supplier::get).toList()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("finite")
  void readingAheadChangesNothing(Dataset data) {
    assertThat(read(data.prefetch(1), 3)).isEqualTo(read(data, 3));
    assertThat(read(data.prefetch(4, 3), 3)).isEqualTo(read(data, 3));
  }

  @ParameterizedTest
  @MethodSource("finite")
  void aKnownCountIsRight(Dataset data) {
    assertThat(data.count().orElse(read(data, 0).size())).isEqualTo(read(data, 0).size());
  }

  @ParameterizedTest
  @MethodSource("finite")
  void anIndexGivesWhatThePassGives(Dataset data) {
    if (data instanceof IndexedDataset indexed) {
      List<Example> all = read(data, 4);
      for (int i = 0; i < all.size(); i++) {
        assertThat(indexed.get(i)).isEqualTo(all.get(i));
      }
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> indexed.get(all.size()));
      assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> indexed.get(-1));
    }
  }

  @ParameterizedTest
  @MethodSource("finite")
  void thereIsNothingAfterTheEnd(Dataset data) {
    try (Pass pass = data.pass(0)) {
      pass.skip(1_000);
      assertThat(pass.hasNext()).isFalse();
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(pass::next);
    }
  }

  @ParameterizedTest
  @MethodSource("finite")
  void aNegativeSkipIsRefused(Dataset data) {
    try (Pass pass = data.pass(0)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pass.skip(-1))
          .withMessage("examples: -1 (expected: >= 0)");
    }
  }

  @ParameterizedTest
  @MethodSource("finite")
  void arraysHoldTheFirstPass(Dataset data) {
    List<Example> all = read(data, 0);
    if (all.isEmpty()) {
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(data::toArrays)
          .withMessage("toArrays: no examples (expected: at least one, which gives the shapes)");
    } else {
      assertThat(read(data.toArrays(), 0)).isEqualTo(all);
    }
  }

  private static List<Example> read(Dataset data, long pass) {
    List<Example> examples = new ArrayList<>();
    try (Pass all = data.pass(pass)) {
      all.forEachRemaining(examples::add);
    }
    return examples;
  }
}

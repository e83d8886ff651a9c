package dev.jera.training;

import static dev.jera.model.layer.activation.Activations.RELU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class SessionsTest {
  private static final int MANY = 1 << 20;
  private static final StepWork WORK = new StepWork(OptionalLong.of(1_000), 1_000);

  private final Graph graph = new Graph();
  private final Variables variables = new Variables(Ops.create(graph));
  private final Variable<TFloat32> weight = variables.zeros("weight", Shape.of(2));
  private final Variable<TInt64> counter = variables.counter("counter");

  @AfterEach
  void close() {
    graph.close();
  }

  private Sessions sessions(SessionOptions options) {
    return new Sessions(graph, variables, options, WORK);
  }

  private Map<String, NdArray<?>> values(Session session) {
    return variables.read(session, List.of(weight, counter));
  }

  @Test
  void smallAndLargeBatchesHaveSessionsOfTheirOwnWithTheSameValues() {
    try (Sessions sessions = sessions(SessionOptions.defaults())) {
      Session first = sessions.current();
      assertThat(sessions.of(MANY)).isSameAs(first);
      variables.assign(first, Map.of("counter", NdArrays.scalarOf(7L)));
      Session small = sessions.of(8);
      assertThat(small).isNotSameAs(first).isSameAs(sessions.of(16)).isSameAs(sessions.current());
      assertThat(values(small))
          .containsEntry("weight", NdArrays.vectorOf(0f, 0f))
          .containsEntry("counter", NdArrays.scalarOf(7L));
      variables.assign(small, Map.of("weight", NdArrays.vectorOf(1f, 2f)));
      assertThat(values(sessions.of(MANY)))
          .containsEntry("weight", NdArrays.vectorOf(1f, 2f))
          .containsEntry("counter", NdArrays.scalarOf(7L));
      assertThat(sessions.of(8)).isSameAs(small);
    }
  }

  @Test
  void whoNamesThreadsGetsThem() {
    try (Sessions sessions = sessions(SessionOptions.defaults().withIntraOpThreads(2))) {
      assertThat(sessions.of(8)).isSameAs(sessions.of(MANY));
    }
    try (Sessions sessions = sessions(SessionOptions.defaults().withInterOpThreads(2))) {
      assertThat(sessions.of(8)).isSameAs(sessions.of(MANY));
    }
  }

  @Test
  void trainingGoesOnExactlyAfterWhatAnotherSessionMeasured() {
    ArrayDataset data = Mnist.train().take(299);
    try (Trainer measured = trainer();
        Trainer undisturbed = trainer()) {
      for (int run = 0; run < 3; run++) {
        measured.fit(data, Fit.epochs(1).withBatchSize(8));
        undisturbed.fit(data, Fit.epochs(1).withBatchSize(8));
        // A mean over batches: their sizes round it differently, and no more.
        assertThat(measured.evaluate(data, MANY).get("accuracy"))
            .isEqualTo(undisturbed.evaluate(data, 8).get("accuracy"));
      }
      assertThat(measured.weights().values()).isEqualTo(undisturbed.weights().values());
      assertThat(measured.steps()).isEqualTo(3 * 38);
    }
  }

  private static Trainer trainer() {
    Model model =
        Sequential.of(
            Input.of(28, 28, 1).withDtype(Dtype.UINT8),
            Rescaling.of(1 / 255.0),
            Flatten.of(),
            Dense.of(16).withActivation(RELU),
            Dense.of(10));
    return Trainer.compile(
        model, Adam.of(), SparseCategoricalCrossentropy.ofLogits(), Accuracy.of());
  }
}

package dev.jera.model.layer.recurrent;

import static dev.jera.model.layer.activation.Activations.LINEAR;
import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.recurrent.RecurrentReference.BATCH;
import static dev.jera.model.layer.recurrent.RecurrentReference.FEATURES;
import static dev.jera.model.layer.recurrent.RecurrentReference.STEPS;
import static dev.jera.model.layer.recurrent.RecurrentReference.UNITS;
import static dev.jera.model.layer.recurrent.RecurrentReference.array;
import static dev.jera.model.layer.recurrent.RecurrentReference.random;
import static dev.jera.model.layer.recurrent.RecurrentReference.sigmoid;
import static dev.jera.model.layer.recurrent.RecurrentReference.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.LayerRun;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.WeightSpec;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.activation.Softmax;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.recurrent.RecurrentReference.Step;
import dev.jera.model.regularizer.L2;
import dev.jera.runtime.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

/** Recurrent layers against their equations in double precision, and their gradients. */
class RecurrentTest {
  private static final float[] X = random(1, BATCH * STEPS * FEATURES);
  private static final Shape EXAMPLE = Shape.of(STEPS, FEATURES);
  private static final Shape STATE = Shape.of(UNITS);

  /** A layer that gives its sequence and its state, its weights, and the same as equations. */
  private record Case(
      String name, Recurrent layer, int gates, int states, long biasRows, Step step) {
    static Case of(
        String name, Recurrent layer, int gates, int states, long biasRows, Walker walker) {
      return new Case(
          name,
          layer,
          gates,
          states,
          biasRows,
          walker.step(kernel(gates, 0), recurrent(gates, 0), bias(gates * (int) biasRows, 0)));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private interface Walker {
    Step step(float[] kernel, float[] recurrent, float[] bias);
  }

  private static float[] kernel(int gates, int seed) {
    return random(10 + seed, FEATURES * gates * UNITS);
  }

  private static float[] recurrent(int gates, int seed) {
    return random(20 + seed, UNITS * gates * UNITS);
  }

  private static float[] bias(int gates, int seed) {
    return random(30 + seed, gates * UNITS);
  }

  private static LayerRun withWeights(LayerRun run, String prefix, Case given, int seed) {
    int gates = given.gates();
    long width = (long) gates * UNITS;
    float[] bias = bias(gates * (int) given.biasRows(), seed);
    return run.withWeight(prefix + "kernel", array(kernel(gates, seed), FEATURES, width))
        .withWeight(prefix + "recurrent_kernel", array(recurrent(gates, seed), UNITS, width))
        .withWeight(
            prefix + "bias",
            given.biasRows() == 1 ? array(bias, width) : array(bias, given.biasRows(), width));
  }

  private static final Walker LSTM_TANH = (k, r, b) -> RecurrentReference.lstm(k, r, b, Math::tanh);

  private static Stream<Case> layers() {
    LSTM lstm = LSTM.of(UNITS).withReturnSequences(true).withReturnState(true);
    GRU gru = GRU.of(UNITS).withReturnSequences(true).withReturnState(true);
    return Stream.of(
        Case.of(
            "SimpleRNN",
            SimpleRNN.of(UNITS).withReturnSequences(true).withReturnState(true),
            1,
            1,
            1,
            RecurrentReference::simple),
        Case.of("LSTM", lstm, 4, 2, 1, LSTM_TANH),
        Case.of(
            "LSTM with relu",
            lstm.withActivation(RELU),
            4,
            2,
            1,
            (k, r, b) -> RecurrentReference.lstm(k, r, b, z -> Math.max(z, 0))),
        Case.of("GRU, reset after", gru, 3, 1, 2, RecurrentReference::gruResetAfter),
        Case.of(
            "GRU, reset before",
            gru.withResetAfter(false),
            3,
            1,
            1,
            RecurrentReference::gruResetBefore));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aLayerFollowsItsEquations(Case given) {
    List<float[]> zero = Collections.nCopies(given.states(), new float[BATCH * UNITS]);
    List<float[]> walk = walk(given.step(), X, zero, false);
    assertOutputs(withWeights(run(given.layer(), 0), "", given, 0).inferAll(X), walk);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aLayerBeginsWithTheStatesThatItIsGiven(Case given) {
    List<float[]> states = states(given.states(), 40);
    List<float[]> walk = walk(given.step(), X, states, false);
    LayerRun run = withWeights(run(given.layer(), given.states()), "", given, 0);
    assertOutputs(run.inferAll(inputs(states)), walk);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void goingBackwardsItGivesTheSequenceInTheOrderItWent(Case given) {
    List<float[]> states = states(given.states(), 40);
    List<float[]> walk = walk(given.step(), X, states, true);
    LayerRun run = withWeights(run(given.layer().backwards(), given.states()), "", given, 0);
    assertOutputs(run.inferAll(inputs(states)), walk);
  }

  @Test
  void withoutSequencesALayerGivesTheLastOutputAndItsState() {
    Case given = layers().toList().get(1);
    List<float[]> walk = walk(given.step(), X, states(2, 40), false);
    LSTM layer = LSTM.of(UNITS).withReturnState(true);
    List<float[]> outputs =
        withWeights(run(layer, 2), "", given, 0).inferAll(inputs(states(2, 40)));
    assertThat(outputs).hasSize(3);
    assertThat(outputs.get(0)).containsExactly(walk.get(1), within(1e-5f));
    assertThat(outputs.get(1)).isEqualTo(outputs.get(0));
    assertThat(outputs.get(2)).containsExactly(walk.get(2), within(1e-5f));
  }

  @Test
  void withoutABiasThereIsNoneToAdd() {
    float[] zeros = new float[6 * UNITS];
    Step simple = RecurrentReference.simple(kernel(1, 0), recurrent(1, 0), zeros);
    Step lstm = RecurrentReference.lstm(kernel(4, 0), recurrent(4, 0), zeros, Math::tanh);
    Step after = RecurrentReference.gruResetAfter(kernel(3, 0), recurrent(3, 0), zeros);
    Step before = RecurrentReference.gruResetBefore(kernel(3, 0), recurrent(3, 0), zeros);
    assertWithoutBias(SimpleRNN.of(UNITS).withUseBias(false), 1, 1, simple);
    assertWithoutBias(LSTM.of(UNITS).withUseBias(false), 4, 2, lstm);
    assertWithoutBias(GRU.of(UNITS).withUseBias(false), 3, 1, after);
    assertWithoutBias(GRU.of(UNITS).withUseBias(false).withResetAfter(false), 3, 1, before);
  }

  private static void assertWithoutBias(Layer layer, int gates, int states, Step step) {
    List<float[]> zero = Collections.nCopies(states, new float[BATCH * UNITS]);
    float[] output =
        run(layer, 0)
            .withWeight("kernel", array(kernel(gates, 0), FEATURES, (long) gates * UNITS))
            .withWeight("recurrent_kernel", array(recurrent(gates, 0), UNITS, (long) gates * UNITS))
            .infer(X);
    assertThat(output).containsExactly(walk(step, X, zero, false).get(1), within(1e-5f));
  }

  @Test
  void anLstmBeginsWithRemembering() {
    LSTM layer =
        LSTM.of(1)
            .withKernelInitializer(Initializer.zeros())
            .withRecurrentInitializer(Initializer.zeros())
            .withReturnState(true);
    float[] x = {1, 1};
    float[] h = {0};
    float[] c = {2};
    Shape[] shapes = {Shape.of(2, 1), Shape.of(1), Shape.of(1)};
    float remembered = (float) (2 * sigmoid(1) * sigmoid(1));
    assertThat(LayerRun.of(layer, shapes).inferAll(x, h, c).get(2))
        .containsExactly(new float[] {remembered}, within(1e-6f));
    assertThat(LayerRun.of(layer.withUnitForgetBias(false), shapes).inferAll(x, h, c).get(2))
        .containsExactly(new float[] {0.5f}, within(1e-6f));
  }

  @ParameterizedTest
  @EnumSource
  void bidirectionalMergesBothDirectionsInTheOrderOfTheInput(MergeMode mode) {
    Case given = layers().toList().get(1);
    List<float[]> states = states(4, 40);
    List<float[]> forward = walk(given.step(), X, states.subList(0, 2), false);
    Step other = LSTM_TANH.step(kernel(4, 5), recurrent(4, 5), bias(4, 5));
    List<float[]> backward = walk(other, X, states.subList(2, 4), true);
    Layer layer = Bidirectional.of(given.layer()).withMergeMode(mode);
    LayerRun run = withWeights(run(layer, 4), "forward_lstm/", given, 0);
    List<float[]> outputs = withWeights(run, "backward_lstm/", given, 5).inferAll(inputs(states));
    List<float[]> expected =
        new ArrayList<>(merged(mode, forward.get(0), reversed(backward.get(0))));
    expected.addAll(forward.subList(1, 3));
    expected.addAll(backward.subList(1, 3));
    assertOutputs(outputs, expected);
  }

  @Test
  void bidirectionalWithoutSequencesMergesWhatEachDirectionEndsWith() {
    Case given = layers().toList().get(3);
    List<float[]> zero = List.of(new float[BATCH * UNITS]);
    float[] forward = walk(given.step(), X, zero, false).get(1);
    float[] backward = walk(given.step(), X, zero, true).get(1);
    LayerRun run = run(Bidirectional.of(GRU.of(UNITS)).withMergeMode(MergeMode.SUM), 0);
    run = withWeights(run, "forward_gru/", given, 0);
    assertThat(withWeights(run, "backward_gru/", given, 0).infer(X))
        .containsExactly(merged(MergeMode.SUM, forward, backward).get(0), within(1e-5f));
  }

  @Test
  void dropoutDropsTheSameFeaturesAtEveryStepOfASequence() {
    int features = 50;
    SimpleRNN layer =
        SimpleRNN.of(1)
            .withActivation(LINEAR)
            .withKernelInitializer(Initializer.ones())
            .withRecurrentInitializer(Initializer.zeros())
            .withReturnSequences(true)
            .withDropout(0.5);
    float[] ones = new float[4 * STEPS * features];
    Arrays.fill(ones, 1);
    LayerRun run = LayerRun.of(layer, Shape.of(STEPS, features));
    float[] first = run.train(1, 0, ones);
    for (int i = 0; i < first.length; i++) {
      assertThat(first[i]).isEqualTo(first[i - i % STEPS]).isBetween(20f, 80f);
      assertThat(first[i] % 2).as("kept values are doubled").isZero();
    }
    assertThat(run.train(1, 1, ones)).isNotEqualTo(first);
    assertThat(run.infer(ones)).containsOnly(features);
  }

  @Test
  void timeDistributedDenseIsDense() {
    Dense dense = Dense.of(4).withBiasInitializer(Initializer.constant(0.5));
    float[] kernel = random(50, FEATURES * 4);
    float[] expected =
        LayerRun.of(dense, EXAMPLE).withWeight("kernel", array(kernel, FEATURES, 4)).infer(X);
    assertThat(
            LayerRun.of(TimeDistributed.of(dense), EXAMPLE)
                .withWeight("dense/kernel", array(kernel, FEATURES, 4))
                .infer(X))
        .isEqualTo(expected);
  }

  @Test
  void timeDistributedTakesARecurrentLayer() {
    Case given = layers().toList().get(3);
    List<float[]> zero = List.of(new float[BATCH * UNITS]);
    LayerRun run = LayerRun.of(TimeDistributed.of(GRU.of(UNITS)), Shape.of(BATCH, STEPS, FEATURES));
    assertThat(withWeights(run, "gru/", given, 0).infer(X))
        .containsExactly(walk(given.step(), X, zero, false).get(1), within(1e-5f));
  }

  private static Stream<Layer> differentiated() {
    LSTM lstm = LSTM.of(2).withReturnSequences(true).withReturnState(true);
    return Stream.of(
        SimpleRNN.of(2),
        SimpleRNN.of(2).withUseBias(false).withReturnSequences(true).withGoBackwards(true),
        LSTM.of(2),
        LSTM.of(2).withUseBias(false).withDropout(0.5),
        lstm.withGoBackwards(true),
        GRU.of(2),
        GRU.of(2).withUseBias(false).withReturnState(true),
        GRU.of(2).withResetAfter(false).withReturnSequences(true),
        Bidirectional.of(lstm),
        Bidirectional.of(GRU.of(2)).withMergeMode(MergeMode.MUL),
        Bidirectional.of(SimpleRNN.of(2)).withMergeMode(MergeMode.AVE),
        Bidirectional.of(SimpleRNN.of(2).withReturnSequences(true)).withMergeMode(MergeMode.NONE),
        TimeDistributed.of(Dense.of(2)));
  }

  @ParameterizedTest
  @MethodSource("differentiated")
  void itsGradientIsRight(Layer layer) {
    GradientCheck.check(layer, Shape.of(3, 2));
  }

  @Test
  void theGradientReachesTheInitialStates() {
    Shape state = Shape.of(2);
    GradientCheck.check(LSTM.of(2), Shape.of(3, 2), state, state);
    GradientCheck.check(
        Bidirectional.of(GRU.of(2)).withMergeMode(MergeMode.SUM), Shape.of(3, 2), state, state);
  }

  @Test
  void weightsAreKerasWithTheirRegularizers() {
    List<WeightSpec> weights =
        GRU.of(5).withRecurrentRegularizer(L2.of(0.1)).weights(List.of(Shape.of(-1, 7, 3)));
    assertThat(weights.stream().map(WeightSpec::name))
        .containsExactly("kernel", "recurrent_kernel", "bias");
    assertThat(weights.stream().map(WeightSpec::shape))
        .containsExactly(Shape.of(3, 15), Shape.of(5, 15), Shape.of(2, 15));
    assertThat(weights.get(1).regularizer()).isEqualTo(L2.of(0.1));
    assertThat(
            Bidirectional.of(SimpleRNN.of(5)).weights(List.of(Shape.of(-1, 7, 3))).stream()
                .map(WeightSpec::name))
        .containsExactly(
            "forward_simple_rnn/kernel",
            "forward_simple_rnn/recurrent_kernel",
            "forward_simple_rnn/bias",
            "backward_simple_rnn/kernel",
            "backward_simple_rnn/recurrent_kernel",
            "backward_simple_rnn/bias");
  }

  @Test
  void shapesAreKeras() {
    Shape x = Shape.of(-1, 7, 3);
    Shape state = Shape.of(-1, 5);
    LSTM lstm = LSTM.of(5).withReturnState(true);
    GRU sequences = GRU.of(5).withReturnSequences(true);
    assertShapes(GRU.of(5).outputShapes(List.of(x)), "[?, 5]");
    assertShapes(lstm.outputShapes(List.of(x, state, state)), "[?, 5]", "[?, 5]", "[?, 5]");
    assertShapes(sequences.outputShapes(List.of(x)), "[?, 7, 5]");
    assertShapes(
        Bidirectional.of(lstm).outputShapes(List.of(x)),
        "[?, 10]",
        "[?, 5]",
        "[?, 5]",
        "[?, 5]",
        "[?, 5]");
    assertShapes(
        Bidirectional.of(sequences).withMergeMode(MergeMode.NONE).outputShapes(List.of(x)),
        "[?, 7, 5]",
        "[?, 7, 5]");
    Model inner = Sequential.of(Input.of(7, 3), GRU.of(5), Dense.of(1));
    assertShapes(
        TimeDistributed.of(inner).outputShapes(List.of(Shape.of(-1, 9, 7, 3))), "[?, 9, 1]");
  }

  private static void assertShapes(List<Shape> shapes, String... expected) {
    assertThat(shapes.stream().map(Shapes::format)).containsExactly(expected);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertRefused(() -> LSTM.of(0), "units: 0 (expected: >= 1)");
    assertRefused(() -> GRU.of(2).withDropout(Double.NaN), "dropout: NaN (expected: >= 0 and < 1)");
    assertRefused(
        () -> SimpleRNN.of(2).outputShapes(List.of(Shape.of(-1, 3))),
        "input [?, 3] (expected: rank 3, [batch, steps, features])");
    assertRefused(
        () -> LSTM.of(2).outputShapes(List.of(Shape.of(-1, 3, 4), Shape.of(-1, 2))),
        "2 inputs (expected: 1, or 3 with the initial state)");
    assertRefused(
        () -> GRU.of(2).outputShapes(List.of(Shape.of(-1, 3, 4), Shape.of(-1, 3))),
        "input [?, 3] (expected: [?, 2], an initial state)");
    for (Layer layer :
        List.of(
            SimpleRNN.of(2).withActivation(Softmax.of(2)),
            GRU.of(2).withActivation(Softmax.of(2)),
            LSTM.of(2).withRecurrentActivation(Softmax.of(2)))) {
      assertRefused(
          () -> layer.outputShapes(List.of(Shape.of(-1, 3, 4))),
          "input [?, 2] (expected: [batch, ...] with an axis 2 behind the batch)");
    }
    assertRefused(
        () ->
            Sequential.of(Input.of(3, 4), LSTM.of(2).withBiasInitializer(Initializer.identity(1))),
        "Layer 'lstm' after the input: weight 'bias' [2] (expected: for identity, rank 2, rows and columns)");
    assertThat(LSTM.of(2).outputShapes(List.of(Shape.of(-1, 10_000, 1)))).hasSize(1);
    assertRefused(
        () -> LSTM.of(2).outputShapes(List.of(Shape.of(-1, 20_000, 1))),
        "input [?, 20000, 1] (expected: at most 10000 steps, each is unrolled)");
    assertRefused(
        () -> GRU.of(2).withDropout(0.99999999), "dropout: 0.99999999 (expected: >= 0 and < 1)");
    assertRefused(
        () -> Bidirectional.of(GRU.of(2).withGoBackwards(true)),
        "layer: goBackwards true (expected: false, it is made both ways)");
    assertRefused(
        () -> Bidirectional.of(GRU.of(2)).outputShapes(List.of(Shape.of(-1, 3, 4), STATE)),
        "2 inputs (expected: 1, or the initial states of both directions with it)");
    assertRefused(
        () -> TimeDistributed.of(Dense.of(2)).outputShape(Shape.of(-1, 3)),
        "input [?, 3] (expected: rank >= 3, [batch, steps, ...])");
    assertRefused(
        () ->
            TimeDistributed.of(LSTM.of(2).withReturnState(true)).outputShape(Shape.of(-1, 3, 4, 5)),
        "layer: 3 outputs (expected: 1)");
    assertRefused(
        () -> TimeDistributed.of(Dense.of(2).shared("head")),
        "layer: shared (expected: not; share the TimeDistributed layer)");
  }

  private static void assertRefused(Runnable description, String message) {
    assertThatIllegalArgumentException().isThrownBy(description::run).withMessage(message);
  }

  private static void assertOutputs(List<float[]> outputs, List<float[]> expected) {
    assertThat(outputs).hasSameSizeAs(expected);
    for (int i = 0; i < outputs.size(); i++) {
      assertThat(outputs.get(i)).as("output %s", i).containsExactly(expected.get(i), within(1e-5f));
    }
  }

  private static LayerRun run(Layer layer, int states) {
    return LayerRun.of(
        layer,
        Stream.concat(Stream.of(EXAMPLE), Collections.nCopies(states, STATE).stream())
            .toArray(Shape[]::new));
  }

  private static List<float[]> states(int count, int seed) {
    return IntStream.range(0, count).mapToObj(i -> random(seed + i, BATCH * UNITS)).toList();
  }

  private static float[][] inputs(List<float[]> states) {
    return Stream.concat(Stream.of(X), states.stream()).toArray(float[][]::new);
  }

  private static float[] reversed(float[] sequence) {
    float[] reversed = new float[sequence.length];
    for (int row = 0; row < BATCH * STEPS; row++) {
      int mirrored = row - row % STEPS + STEPS - 1 - row % STEPS;
      System.arraycopy(sequence, row * UNITS, reversed, mirrored * UNITS, UNITS);
    }
    return reversed;
  }

  private static List<float[]> merged(MergeMode mode, float[] forward, float[] backward) {
    if (mode == MergeMode.NONE) {
      return List.of(forward, backward);
    }
    float[] merged = new float[mode == MergeMode.CONCAT ? 2 * forward.length : forward.length];
    for (int i = 0; i < merged.length; i++) {
      int row = i / (2 * UNITS);
      int unit = i % (2 * UNITS);
      merged[i] =
          switch (mode) {
            case CONCAT ->
                unit < UNITS ? forward[row * UNITS + unit] : backward[row * UNITS + unit - UNITS];
            case SUM -> forward[i] + backward[i];
            case MUL -> forward[i] * backward[i];
            case AVE -> (forward[i] + backward[i]) / 2;
            case NONE -> throw new AssertionError(mode);
          };
    }
    return List.of(merged);
  }
}

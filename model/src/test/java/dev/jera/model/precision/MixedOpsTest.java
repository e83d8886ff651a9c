package dev.jera.model.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.model.BuiltModel;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.core.Embedding;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.normalization.LayerNormalization;
import dev.jera.model.layer.recurrent.TimeDistributed;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.layer.reshaping.Reshape;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

class MixedOpsTest {
  static {
    NativeSettings.ensureLoaded();
  }

  private final Graph graph = new Graph();
  private final Ops plain = Ops.create(graph);

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  private static DataType dtype(Operand<?> x) {
    return x.asOutput().dataType();
  }

  @ParameterizedTest
  @CsvSource({"FLOAT16, DT_HALF", "BFLOAT16, DT_BFLOAT16"})
  void productsRoundOthersFollowAndSumsAreFloat32(Dtype compute, DataType half) {
    Ops tf = MixedOps.of(plain, compute);
    Operand<TFloat32> x = tf.constant(new float[][] {{1, 2}});
    Operand<TFloat32> y = tf.constant(new float[][] {{3}, {4}});
    assertThat(dtype(tf.math.add(x, x))).isEqualTo(DataType.DT_FLOAT);
    Operand<TFloat32> product = tf.withSubScope("in").linalg.matMul(x, y);
    assertThat(dtype(product)).isEqualTo(half);
    assertThat(product.op().name()).startsWith("in/");
    assertThat(dtype(tf.nn.relu(tf.math.add(product, tf.constant(1f))))).isEqualTo(half);
    assertThat(dtype(tf.concat(List.of(product, x), tf.constant(1)))).isEqualTo(half);
    assertThat(tf.identityN(List.of(product, x)))
        .extracting(MixedOpsTest::dtype)
        .containsExactly(half, half);
    assertThat(dtype(tf.math.mean(product, tf.constant(0)))).isEqualTo(DataType.DT_FLOAT);
    assertThat(dtype(tf.nn.softmax(product))).isEqualTo(DataType.DT_FLOAT);
    assertThat(dtype(tf.shape(product))).isEqualTo(DataType.DT_INT32);
    assertThat(dtype(MixedOps.toFloat(tf, product))).isEqualTo(DataType.DT_FLOAT);
    Ops back = MixedOps.plain(tf);
    assertThat(dtype(back.linalg.matMul(x, y))).isEqualTo(DataType.DT_FLOAT);
    assertThat(MixedOps.areMixed(back)).isFalse();
  }

  @Test
  void float32IsAsItWasAndOtherDtypesAreRefused() {
    assertThat(MixedOps.of(plain, Dtype.FLOAT32)).isSameAs(plain);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MixedOps.of(plain, Dtype.INT32))
        .withMessage("compute: int32 (expected: float16, bfloat16 or float32)");
  }

  /** Asks a model in bfloat16 for one example of its inputs. */
  private float[] answer(Model model, float... example) {
    Variables variables = new Variables(plain);
    var weights = model.createVariables(plain, variables, 1);
    Ops tf = MixedOps.of(plain, Dtype.BFLOAT16);
    Operand<TFloat32> input = plain.constant(new float[][] {example});
    BuiltModel built = model.build(tf, weights, List.of(input), Optional.empty());
    assertThat(dtype(built.output())).isEqualTo(DataType.DT_FLOAT);
    assertThat(built.layers().values()).allMatch(layer -> dtype(layer) == DataType.DT_FLOAT);
    try (Session session = new Session(graph)) {
      variables.initialize(session);
      try (Result result = session.runner().fetch(built.output()).run()) {
        return TensorData.of((NdArray<?>) result.get(0)).floats();
      }
    }
  }

  @Test
  void layersThatAreNotJerasSeeFloat32AloneHoweverDeepTheyAre() {
    List<DataType> seen = new ArrayList<>();
    Layer own =
        Lambda.of(
            (tf, x) -> {
              seen.add(dtype(x));
              Operand<TFloat32> y =
                  tf.linalg.matMul(x, tf.constant(new float[][] {{1, 2}, {3, 4}}));
              seen.add(dtype(y));
              return y;
            });
    Activation activation =
        (tf, x) -> {
          seen.add(dtype(x));
          return tf.math.tanh(x);
        };
    Model inner = Sequential.of(Input.of(2), Dense.of(2), own);
    answer(
        Sequential.of(
            Input.of(2),
            Dense.of(2),
            own,
            inner,
            Dense.of(4).withActivation(activation),
            Reshape.of(2, 2),
            TimeDistributed.of(own),
            Flatten.of(),
            Dense.of(1)),
        1,
        2);
    assertThat(seen).hasSize(7).containsOnly(DataType.DT_FLOAT);
  }

  @Test
  void numbersOfWordsAreNotRounded() {
    // Bfloat16 knows 256 and 258, but not 257.
    Embedding table = Embedding.of(300, 3);
    float[] of257 = answer(Sequential.of(Input.of(1), Flatten.of(), table), 257);
    try (Session session = new Session(graph)) {
      session.runner().addTarget("embedding/embeddings/Assign").run().close();
      try (Result result =
          session.runner().fetch("embedding/embeddings/Read/ReadVariableOp").run()) {
        float[] all = TensorData.of((NdArray<?>) result.get(0)).floats();
        assertThat(of257).containsExactly(all[771], all[772], all[773]);
      }
    }
  }

  @Test
  void normalizationComputesInFloat32AndRoundsWhatWasRounded() {
    answer(
        Sequential.of(
            Input.of(4),
            LayerNormalization.of(),
            Dense.of(4),
            LayerNormalization.of(),
            Activations.RELU),
        1,
        2,
        3,
        4);
    List<DataType> roots = new ArrayList<>();
    List<DataType> relus = new ArrayList<>();
    graph
        .toGraphDef()
        .getNodeList()
        .forEach(
            node -> {
              switch (node.getOp()) {
                case "Rsqrt" -> roots.add(node.getAttrOrThrow("T").getType());
                case "Relu" -> relus.add(node.getAttrOrThrow("T").getType());
                default -> {}
              }
            });
    assertThat(roots).containsExactly(DataType.DT_FLOAT, DataType.DT_FLOAT);
    assertThat(relus).containsExactly(DataType.DT_BFLOAT16);
  }
}

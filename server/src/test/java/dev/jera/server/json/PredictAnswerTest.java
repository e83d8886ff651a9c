package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class PredictAnswerTest {
  private static final TensorData MATRIX = TensorData.of(Shape.of(2, 2), 0.2f, 1f, 1e-5f, -3f);
  private static final TensorData TEXTS = TensorData.of(Shape.of(2), "a\"\\\n\u0001ü", "b");

  @Test
  void oneOutputIsAListOfRows() throws IOException {
    assertThat(text(Form.ROWS, Map.of("y", MATRIX)))
        .isEqualTo("{\"predictions\":[[0.2,1.0],[1e-05,-3.0]]}");
  }

  @Test
  void manyOutputsAreAListOfObjects() throws IOException {
    assertThat(text(Form.ROWS, Map.of("y", MATRIX, "b", TEXTS)))
        .isEqualTo(
            "{\"predictions\":[{\"b\":\"a\\\"\\\\\\n\\u0001ü\",\"y\":[0.2,1.0]},{\"b\":\"b\",\"y\":[1e-05,-3.0]}]}");
  }

  @Test
  void oneOutputIsTheColumn() throws IOException {
    assertThat(text(Form.COLUMNS, Map.of("y", MATRIX)))
        .isEqualTo("{\"outputs\":[[0.2,1.0],[1e-05,-3.0]]}");
    assertThat(text(Form.COLUMNS, Map.of("y", TensorData.of(Shape.scalar(), 5L))))
        .isEqualTo("{\"outputs\":5}");
  }

  @Test
  void manyOutputsAreAnObjectOfColumns() throws IOException {
    assertThat(
            text(
                Form.COLUMNS,
                Map.of(
                    "y", TensorData.of(Shape.of(0, 2), new double[0]),
                    "b", TensorData.of(Shape.of(1, 2), true, false))))
        .isEqualTo("{\"outputs\":{\"b\":[[true,false]],\"y\":[]}}");
  }

  @Test
  void keysStandOnLinesOfTheirOwnForPeople() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new PredictAnswer(Form.COLUMNS, Map.of("y", MATRIX, "b_bytes", TEXTS)).writeIndented(out);

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            {
              "outputs": {
                "b_bytes": [{
                  "b64": "YSJcCgHDvA=="
                }, {
                  "b64": "Yg=="
                }],
                "y": [[0.2, 1.0], [1e-05, -3.0]]
              }
            }""");
  }

  @Test
  void stringsOfNamesThatEndInBytesAndWhatIsNoUtf8AreBase64() throws IOException {
    assertThat(
            text(
                Form.COLUMNS,
                Map.of("t_bytes", TEXTS, "t", TensorData.of(Shape.of(1), new byte[][] {{-1}}))))
        .isEqualTo(
            "{\"outputs\":{\"t\":[{\"b64\":\"/w==\"}],\"t_bytes\":[{\"b64\":\"YSJcCgHDvA==\"},{\"b64\":\"Yg==\"}]}}");
  }

  @Test
  void notANumberAndInfinityAreBare() throws IOException {
    assertThat(
            text(
                Form.ROWS,
                Map.of(
                    "y",
                    TensorData.of(
                        Shape.of(3), Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY))))
        .isEqualTo("{\"predictions\":[NaN,Infinity,-Infinity]}");
  }

  @Test
  void integersAreWrittenByValue() throws IOException {
    assertThat(text(Form.ROWS, Map.of("y", TensorData.of(Shape.of(2), -1L, 1L).as(Dtype.UINT64))))
        .isEqualTo("{\"predictions\":[18446744073709551615,1]}");
    assertThat(text(Form.ROWS, Map.of("y", TensorData.of(Shape.of(1), (byte) -1))))
        .isEqualTo("{\"predictions\":[255]}");
  }

  @Test
  void halvesAreWrittenAsFloats() throws IOException {
    assertThat(text(Form.ROWS, Map.of("y", MATRIX.as(Dtype.BFLOAT16))))
        .isEqualTo("{\"predictions\":[[0.200195312,1.0],[1.00135803e-05,-3.0]]}");
  }

  @Test
  void rowsNeedOneBatchSizeForAllOutputs() {
    assertThatThrownBy(
            () -> new PredictAnswer(Form.ROWS, Map.of("y", TensorData.of(Shape.scalar(), 1f))))
        .isInstanceOf(ApiException.class)
        .hasMessage("Tensor name: y has no shape information");
    assertThatThrownBy(
            () ->
                new PredictAnswer(
                    Form.ROWS, Map.of("a", MATRIX, "b", TensorData.of(Shape.of(1), 1f))))
        .isInstanceOf(ApiException.class)
        .hasMessage("Tensor name: b has inconsistent batch size: 1 expecting: 2");
    assertThatThrownBy(() -> new PredictAnswer(Form.ROWS, Map.of()))
        .isInstanceOf(ApiException.class)
        .hasMessage("Cannot convert empty tensor map to JSON");
  }

  @Test
  void anErrorIsAnObject() {
    assertThat(new String(ErrorAnswer.of("bad \"x\""), UTF_8))
        .isEqualTo("{\"error\":\"bad \\\"x\\\"\"}");
  }

  @Test
  void whatIsWrittenIsReadBackWhateverItsBits() throws IOException {
    Random random = new Random(1);
    float[] floats = new float[20_000];
    double[] doubles = new double[20_000];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat(random.nextInt());
      doubles[i] = Double.longBitsToDouble(random.nextLong());
    }
    TensorData singles = TensorData.of(Shape.of(20, 10, 100), floats);
    TensorData both = TensorData.of(Shape.of(20_000), doubles);

    assertThat(again(Dtype.FLOAT32, singles).floats()).containsExactly(floats);
    assertThat(again(Dtype.FLOAT32, singles).shape()).isEqualTo(singles.shape());
    assertThat(again(Dtype.FLOAT64, both).doubles()).containsExactly(doubles);
  }

  private static TensorData again(Dtype dtype, TensorData tensor) throws IOException {
    String body = text(Form.COLUMNS, Map.of("x", tensor)).replace("outputs", "inputs");
    return PredictBodyTest.only(Signatures.of(dtype), body);
  }

  private static String text(Form form, Map<String, TensorData> outputs) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new PredictAnswer(form, outputs).write(out);
    return out.toString(UTF_8);
  }
}

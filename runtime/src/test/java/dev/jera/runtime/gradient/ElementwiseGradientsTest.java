package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.FiniteDifferences.shape;

import dev.jera.runtime.gradient.FiniteDifferences.Case;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;

class ElementwiseGradientsTest {

  @ParameterizedTest
  @MethodSource({"activations", "functions", "inverseFunctions", "ofTwo"})
  void theGradientIsTheSlope(Case point) {
    FiniteDifferences.check(point);
  }

  static Stream<Case> activations() {
    return Stream.of(
        Case.apart("Relu", (tf, x) -> tf.nn.relu(x.get(0)), shape(2, 5)),
        Case.apart(
            "Relu6", (tf, x) -> tf.nn.relu6(tf.math.mul(x.get(0), tf.constant(7f))), shape(5)),
        Case.apart(
            "LeakyRelu", (tf, x) -> tf.nn.leakyRelu(x.get(0), LeakyRelu.alpha(0.3f)), shape(6)),
        Case.apart("Elu", (tf, x) -> tf.nn.elu(x.get(0)), shape(6)),
        Case.apart("Selu", (tf, x) -> tf.nn.selu(x.get(0)), shape(6)),
        Case.apart("Softplus", (tf, x) -> tf.math.softplus(x.get(0)), shape(6)),
        Case.apart("Softsign", (tf, x) -> tf.nn.softsign(x.get(0)), shape(6)),
        Case.apart("Tanh", (tf, x) -> tf.math.tanh(x.get(0)), shape(6)),
        Case.apart("Sigmoid", (tf, x) -> tf.math.sigmoid(x.get(0)), shape(6)),
        Case.apart("Softmax", (tf, x) -> tf.nn.softmax(x.get(0)), shape(2, 4)),
        Case.apart("LogSoftmax", (tf, x) -> tf.nn.logSoftmax(x.get(0)), shape(2, 4)),
        Case.apart(
            "ClipByValue",
            (tf, x) -> tf.clipByValue(x.get(0), tf.constant(-0.7f), tf.constant(0.7f)),
            shape(7)));
  }

  static Stream<Case> functions() {
    return Stream.of(
        Case.apart("Abs", (tf, x) -> tf.math.abs(x.get(0)), shape(6)),
        Case.apart("Sign", (tf, x) -> tf.math.sign(x.get(0)), shape(6)),
        Case.apart("Neg", (tf, x) -> tf.math.neg(x.get(0)), shape(6)),
        Case.apart("Square", (tf, x) -> tf.math.square(x.get(0)), shape(6)),
        Case.apart("Exp", (tf, x) -> tf.math.exp(x.get(0)), shape(6)),
        Case.apart("Expm1", (tf, x) -> tf.math.expm1(x.get(0)), shape(6)),
        Case.apart("Sin", (tf, x) -> tf.math.sin(x.get(0)), shape(6)),
        Case.apart("Cos", (tf, x) -> tf.math.cos(x.get(0)), shape(6)),
        Case.apart("Sinh", (tf, x) -> tf.math.sinh(x.get(0)), shape(6)),
        Case.apart("Cosh", (tf, x) -> tf.math.cosh(x.get(0)), shape(6)),
        Case.apart("Asinh", (tf, x) -> tf.math.asinh(x.get(0)), shape(6)),
        Case.apart("Atan", (tf, x) -> tf.math.atan(x.get(0)), shape(6)),
        Case.apart("Erf", (tf, x) -> tf.math.erf(x.get(0)), shape(6)),
        Case.apart("Erfc", (tf, x) -> tf.math.erfc(x.get(0)), shape(6)),
        Case.apart("L2Loss", (tf, x) -> tf.nn.l2Loss(x.get(0)), shape(2, 3)),
        Case.apart(
            "CheckNumericsV2", (tf, x) -> tf.debugging.checkNumerics(x.get(0), "x"), shape(3)),
        Case.apart("EnsureShape", (tf, x) -> tf.ensureShape(x.get(0), shape(3)), shape(3)),
        Case.apart("Identity", (tf, x) -> tf.identity(x.get(0)), shape(3)),
        Case.apart(
            "IdentityN, one of its outputs",
            (tf, x) ->
                tf.identityN(List.of(x.get(0), x.get(1))).output().get(1).expect(TFloat32.class),
            shape(3),
            shape(2)));
  }

  static Stream<Case> inverseFunctions() {
    return Stream.of(
        Case.positive("Log", (tf, x) -> tf.math.log(x.get(0)), shape(6)),
        Case.positive("Log1p", (tf, x) -> tf.math.log1p(x.get(0)), shape(6)),
        Case.positive("Sqrt", (tf, x) -> tf.math.sqrt(x.get(0)), shape(6)),
        Case.positive("Rsqrt", (tf, x) -> tf.math.rsqrt(x.get(0)), shape(6)),
        Case.positive("Reciprocal", (tf, x) -> tf.math.reciprocal(x.get(0)), shape(6)),
        Case.positive("Lgamma", (tf, x) -> tf.math.lgamma(x.get(0)), shape(6)));
  }

  static Stream<Case> ofTwo() {
    return Stream.of(
        Case.apart("AddV2", (tf, x) -> tf.math.add(x.get(0), x.get(1)), shape(2, 3), shape(3)),
        Case.apart("Sub", (tf, x) -> tf.math.sub(x.get(0), x.get(1)), shape(3), shape(2, 1)),
        Case.apart("Mul", (tf, x) -> tf.math.mul(x.get(0), x.get(1)), shape(2, 1, 2), shape(3, 1)),
        Case.positive("Div", (tf, x) -> tf.math.div(x.get(0), x.get(1)), shape(2, 3), shape(3)),
        Case.positive(
            "DivNoNan", (tf, x) -> tf.math.divNoNan(x.get(0), x.get(1)), shape(3), shape(2, 1)),
        Case.apart(
            "MulNoNan", (tf, x) -> tf.math.mulNoNan(x.get(0), x.get(1)), shape(2, 3), shape(3)),
        Case.positive("Pow", (tf, x) -> tf.math.pow(x.get(0), x.get(1)), shape(2, 3), shape(3)),
        Case.apart("Pow 2", (tf, x) -> tf.math.pow(x.get(0), tf.constant(2f)), shape(2, 3)),
        Case.apart(
            "Maximum", (tf, x) -> tf.math.maximum(x.get(0), x.get(1)), shape(2, 3), shape(3)),
        Case.apart(
            "Minimum", (tf, x) -> tf.math.minimum(x.get(0), x.get(1)), shape(3), shape(2, 1)),
        Case.apart(
            "SquaredDifference",
            (tf, x) -> tf.math.squaredDifference(x.get(0), x.get(1)),
            shape(2, 3),
            shape(1)),
        Case.apart(
            "SelectV2",
            (tf, x) -> tf.select(tf.math.greater(x.get(0), tf.constant(0f)), x.get(0), x.get(1)),
            shape(2, 3),
            shape(3)),
        Case.positive("Xlogy", (tf, x) -> tf.math.xlogy(x.get(0), x.get(1)), shape(2, 3), shape(3)),
        Case.positive(
            "Xlog1py", (tf, x) -> tf.math.xlog1py(x.get(0), x.get(1)), shape(3), shape(2, 1)),
        Case.positive("Xdivy", (tf, x) -> tf.math.xdivy(x.get(0), x.get(1)), shape(2, 3), shape(3)),
        Case.apart(
            "FloorMod",
            (tf, x) -> tf.math.floorMod(x.get(0), tf.math.exp(x.get(1))),
            shape(3),
            shape(1)),
        Case.positive("Atan2", (tf, x) -> tf.math.atan2(x.get(0), x.get(1)), shape(3), shape(3)),
        Case.apart(
            "AddN",
            (tf, x) ->
                tf.math.addN(List.of(tf.math.exp(x.get(0)), tf.math.neg(x.get(1)), x.get(2))),
            shape(3),
            shape(3),
            shape(3)),
        Case.apart(
            "BiasAdd", (tf, x) -> tf.nn.biasAdd(x.get(0), x.get(1)), shape(2, 2, 3), shape(3)));
  }
}

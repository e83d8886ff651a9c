package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.FiniteDifferences.shape;

import dev.jera.runtime.gradient.FiniteDifferences.Case;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.op.image.ResizeBicubic;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.op.image.ResizeNearestNeighbor;
import org.tensorflow.op.nn.FusedBatchNorm;

class ImageGradientsTest {
  private static final List<Long> ONE = List.of(1L, 1L, 1L, 1L);
  private static final List<Long> TWO = List.of(1L, 2L, 2L, 1L);
  private static final List<Long> ONE_3D = List.of(1L, 1L, 1L, 1L, 1L);
  private static final List<Long> TWO_3D = List.of(1L, 2L, 2L, 2L, 1L);

  @ParameterizedTest
  @MethodSource({
    "convolutions",
    "depthwise",
    "transposed",
    "convolutions3D",
    "patches",
    "poolings",
    "resizes",
    "norms"
  })
  void theGradientIsTheSlope(Case point) {
    FiniteDifferences.check(point);
  }

  static Stream<Case> convolutions() {
    return Stream.of("SAME", "VALID")
        .flatMap(
            padding ->
                Stream.of(ONE, TWO)
                    .map(
                        strides ->
                            Case.apart(
                                "Conv2D " + padding + strides,
                                (tf, x) -> tf.nn.conv2d(x.get(0), x.get(1), strides, padding),
                                shape(1, 5, 4, 2),
                                shape(3, 2, 2, 2))));
  }

  static Stream<Case> depthwise() {
    return Stream.of("SAME", "VALID")
        .flatMap(
            padding ->
                Stream.of(ONE, TWO)
                    .map(
                        strides ->
                            Case.apart(
                                "DepthwiseConv2dNative " + padding + strides,
                                (tf, x) ->
                                    tf.nn.depthwiseConv2dNative(
                                        x.get(0), x.get(1), strides, padding),
                                shape(1, 5, 4, 2),
                                shape(3, 2, 2, 2))));
  }

  static Stream<Case> transposed() {
    return Stream.of(
        Case.apart(
            "Conv2DBackpropInput SAME, stride 1",
            (tf, x) ->
                tf.nn.conv2dBackpropInput(tf.array(1, 4, 3, 2), x.get(0), x.get(1), ONE, "SAME"),
            shape(3, 2, 2, 3),
            shape(1, 4, 3, 3)),
        Case.apart(
            "Conv2DBackpropInput SAME, stride 2",
            (tf, x) ->
                tf.nn.conv2dBackpropInput(tf.array(1, 4, 3, 2), x.get(0), x.get(1), TWO, "SAME"),
            shape(3, 2, 2, 3),
            shape(1, 2, 2, 3)),
        Case.apart(
            "Conv2DBackpropInput VALID, stride 1",
            (tf, x) ->
                tf.nn.conv2dBackpropInput(tf.array(1, 4, 3, 2), x.get(0), x.get(1), ONE, "VALID"),
            shape(3, 2, 2, 3),
            shape(1, 2, 2, 3)),
        Case.apart(
            "Conv2DBackpropInput VALID, stride 2",
            (tf, x) ->
                tf.nn.conv2dBackpropInput(tf.array(1, 6, 4, 2), x.get(0), x.get(1), TWO, "VALID"),
            shape(3, 2, 2, 3),
            shape(1, 2, 2, 3)),
        Case.apart(
            "Conv3DBackpropInputV2 SAME, stride 2",
            (tf, x) ->
                tf.nn.conv3dBackpropInput(
                    tf.array(1, 3, 3, 4, 2), x.get(0), x.get(1), TWO_3D, "SAME"),
            shape(2, 2, 3, 2, 2),
            shape(1, 2, 2, 2, 2)),
        Case.apart(
            "Conv3DBackpropInputV2 VALID",
            (tf, x) ->
                tf.nn.conv3dBackpropInput(
                    tf.array(1, 3, 3, 4, 1), x.get(0), x.get(1), ONE_3D, "VALID"),
            shape(2, 2, 3, 1, 2),
            shape(1, 2, 2, 2, 2)));
  }

  static Stream<Case> convolutions3D() {
    return Stream.of("SAME", "VALID")
        .flatMap(
            padding ->
                Stream.of(ONE_3D, TWO_3D)
                    .map(
                        strides ->
                            Case.apart(
                                "Conv3D " + padding + strides,
                                (tf, x) -> tf.nn.conv3d(x.get(0), x.get(1), strides, padding),
                                shape(1, 3, 4, 3, 2),
                                shape(2, 2, 3, 2, 1))));
  }

  static Stream<Case> patches() {
    return Stream.of("SAME", "VALID")
        .flatMap(
            padding ->
                Stream.of(ONE, TWO)
                    .map(
                        strides ->
                            Case.apart(
                                "ExtractImagePatches " + padding + strides,
                                (tf, x) ->
                                    tf.image.extractImagePatches(
                                        x.get(0), List.of(1L, 3L, 2L, 1L), strides, ONE, padding),
                                shape(2, 5, 4, 2))));
  }

  static Stream<Case> poolings() {
    return Stream.of("SAME", "VALID")
        .flatMap(
            padding ->
                Stream.of(
                    Case.apart(
                        "MaxPoolV2 " + padding,
                        (tf, x) ->
                            tf.nn.maxPool(
                                x.get(0), tf.array(1, 3, 2, 1), tf.array(1, 2, 2, 1), padding),
                        shape(1, 5, 4, 2)),
                    Case.apart(
                        "AvgPool " + padding,
                        (tf, x) -> tf.nn.avgPool(x.get(0), List.of(1L, 3L, 2L, 1L), TWO, padding),
                        shape(1, 5, 4, 2)),
                    Case.apart(
                        "MaxPool3D " + padding,
                        (tf, x) -> tf.nn.maxPool3d(x.get(0), TWO_3D, TWO_3D, padding),
                        shape(1, 3, 4, 3, 1)),
                    Case.apart(
                        "AvgPool3D " + padding,
                        (tf, x) -> tf.nn.avgPool3d(x.get(0), TWO_3D, TWO_3D, padding),
                        shape(1, 3, 4, 3, 1))));
  }

  static Stream<Case> resizes() {
    return Stream.of(
        Case.apart(
            "ResizeBilinear",
            (tf, x) -> tf.image.resizeBilinear(x.get(0), tf.array(5, 3)),
            shape(1, 3, 4, 2)),
        Case.apart(
            "ResizeBilinear, half_pixel_centers",
            (tf, x) ->
                tf.image.resizeBilinear(
                    x.get(0), tf.array(5, 3), ResizeBilinear.halfPixelCenters(true)),
            shape(1, 3, 4, 2)),
        Case.apart(
            "ResizeBilinear, align_corners",
            (tf, x) ->
                tf.image.resizeBilinear(
                    x.get(0), tf.array(5, 3), ResizeBilinear.alignCorners(true)),
            shape(1, 3, 4, 2)),
        Case.apart(
            "ResizeNearestNeighbor",
            (tf, x) -> tf.image.resizeNearestNeighbor(x.get(0), tf.array(5, 3)),
            shape(1, 3, 4, 2)),
        Case.apart(
            "ResizeNearestNeighbor, half_pixel_centers",
            (tf, x) ->
                tf.image.resizeNearestNeighbor(
                    x.get(0), tf.array(6, 8), ResizeNearestNeighbor.halfPixelCenters(true)),
            shape(1, 3, 4, 2)),
        Case.apart(
            "ResizeNearestNeighbor, half_pixel_centers, odd",
            (tf, x) ->
                tf.image.resizeNearestNeighbor(
                    x.get(0), tf.array(5, 3), ResizeNearestNeighbor.halfPixelCenters(true)),
            shape(1, 3, 4, 2)),
        Case.apart(
            "ResizeNearestNeighbor, align_corners",
            (tf, x) ->
                tf.image.resizeNearestNeighbor(
                    x.get(0), tf.array(5, 3), ResizeNearestNeighbor.alignCorners(true)),
            shape(1, 3, 4, 2)),
        Case.apart(
            "ResizeBicubic",
            (tf, x) -> tf.image.resizeBicubic(x.get(0), tf.array(5, 3)),
            shape(1, 3, 4, 2)),
        Case.apart(
            "ResizeBicubic, half_pixel_centers",
            (tf, x) ->
                tf.image.resizeBicubic(
                    x.get(0), tf.array(5, 3), ResizeBicubic.halfPixelCenters(true)),
            shape(1, 3, 4, 2)),
        Case.apart(
            "LRN", (tf, x) -> tf.nn.localResponseNormalization(x.get(0)), shape(1, 2, 2, 3)));
  }

  static Stream<Case> norms() {
    return Stream.of(
        Case.apart(
            "FusedBatchNormV3, training",
            (tf, x) ->
                tf.nn
                    .fusedBatchNorm(
                        x.get(0),
                        x.get(1),
                        x.get(2),
                        tf.array(new float[0]),
                        tf.array(new float[0]),
                        FusedBatchNorm.isTraining(true))
                    .y(),
            shape(3, 2, 2, 2),
            shape(2),
            shape(2)),
        Case.apart(
            "FusedBatchNormV3, training, NCHW",
            (tf, x) ->
                tf.nn
                    .fusedBatchNorm(
                        x.get(0),
                        x.get(1),
                        x.get(2),
                        tf.array(new float[0]),
                        tf.array(new float[0]),
                        FusedBatchNorm.isTraining(true),
                        FusedBatchNorm.dataFormat("NCHW"))
                    .y(),
            shape(3, 2, 2, 2),
            shape(2),
            shape(2)),
        Case.apart(
            "FusedBatchNormV3, inference",
            (tf, x) ->
                tf.nn
                    .fusedBatchNorm(
                        x.get(0),
                        x.get(1),
                        x.get(2),
                        tf.array(0.1f, -0.2f),
                        tf.array(0.8f, 1.3f),
                        FusedBatchNorm.isTraining(false))
                    .y(),
            shape(2, 2, 2, 2),
            shape(2),
            shape(2)));
  }
}

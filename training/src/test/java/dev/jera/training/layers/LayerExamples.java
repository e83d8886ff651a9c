package dev.jera.training.layers;

import static dev.jera.model.layer.activation.Activations.TANH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.Layer;
import dev.jera.model.layer.Interpolation;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.layer.activation.ELU;
import dev.jera.model.layer.activation.LeakyReLU;
import dev.jera.model.layer.activation.PReLU;
import dev.jera.model.layer.activation.ReLU;
import dev.jera.model.layer.activation.Softmax;
import dev.jera.model.layer.attention.MultiHeadAttention;
import dev.jera.model.layer.convolution.Conv1D;
import dev.jera.model.layer.convolution.Conv1DTranspose;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.convolution.Conv2DTranspose;
import dev.jera.model.layer.convolution.Conv3D;
import dev.jera.model.layer.convolution.DepthwiseConv2D;
import dev.jera.model.layer.convolution.SeparableConv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.core.Embedding;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.merging.Average;
import dev.jera.model.layer.merging.Concatenate;
import dev.jera.model.layer.merging.Dot;
import dev.jera.model.layer.merging.Maximum;
import dev.jera.model.layer.merging.Minimum;
import dev.jera.model.layer.merging.Multiply;
import dev.jera.model.layer.merging.Subtract;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.normalization.GroupNormalization;
import dev.jera.model.layer.normalization.LayerNormalization;
import dev.jera.model.layer.pooling.AveragePooling1D;
import dev.jera.model.layer.pooling.AveragePooling2D;
import dev.jera.model.layer.pooling.AveragePooling3D;
import dev.jera.model.layer.pooling.GlobalAveragePooling1D;
import dev.jera.model.layer.pooling.GlobalAveragePooling2D;
import dev.jera.model.layer.pooling.GlobalAveragePooling3D;
import dev.jera.model.layer.pooling.GlobalMaxPooling1D;
import dev.jera.model.layer.pooling.GlobalMaxPooling2D;
import dev.jera.model.layer.pooling.GlobalMaxPooling3D;
import dev.jera.model.layer.pooling.MaxPooling1D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.pooling.MaxPooling3D;
import dev.jera.model.layer.preprocessing.CenterCrop;
import dev.jera.model.layer.preprocessing.Normalization;
import dev.jera.model.layer.preprocessing.RandomContrast;
import dev.jera.model.layer.preprocessing.RandomFlip;
import dev.jera.model.layer.preprocessing.RandomRotation;
import dev.jera.model.layer.preprocessing.RandomTranslation;
import dev.jera.model.layer.preprocessing.RandomZoom;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.preprocessing.Resizing;
import dev.jera.model.layer.recurrent.Bidirectional;
import dev.jera.model.layer.recurrent.GRU;
import dev.jera.model.layer.recurrent.LSTM;
import dev.jera.model.layer.recurrent.SimpleRNN;
import dev.jera.model.layer.recurrent.TimeDistributed;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.regularization.GaussianDropout;
import dev.jera.model.layer.regularization.GaussianNoise;
import dev.jera.model.layer.regularization.SpatialDropout1D;
import dev.jera.model.layer.regularization.SpatialDropout2D;
import dev.jera.model.layer.reshaping.Cropping1D;
import dev.jera.model.layer.reshaping.Cropping2D;
import dev.jera.model.layer.reshaping.Cropping3D;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.layer.reshaping.Permute;
import dev.jera.model.layer.reshaping.RepeatVector;
import dev.jera.model.layer.reshaping.Reshape;
import dev.jera.model.layer.reshaping.UpSampling1D;
import dev.jera.model.layer.reshaping.UpSampling2D;
import dev.jera.model.layer.reshaping.UpSampling3D;
import dev.jera.model.layer.reshaping.ZeroPadding1D;
import dev.jera.model.layer.reshaping.ZeroPadding2D;
import dev.jera.model.layer.reshaping.ZeroPadding3D;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;

/** Layers with shapes that suit them: a new layer joins by a line here. */
final class LayerExamples {
  /** One object, because functions are equal to themselves only. */
  private static final Lambda LAMBDA = Lambda.of((tf, x) -> tf.math.sin(x));

  private LayerExamples() {}

  /** What a layer's inputs hold. */
  enum Values {
    NUMBERS,
    /** Whole numbers from 0 to 3. */
    IDS
  }

  /**
   * A layer and what it is applied to.
   *
   * @param shapes one example of each input, without the batch
   * @param hasSlope whether its output changes with an input or a weight by a gradient
   */
  record Example(Layer layer, Values values, boolean hasSlope, List<Shape> shapes) {
    long valueCount() {
      return shapes.stream().mapToLong(Shape::size).sum();
    }

    float draw(Random random) {
      return values == Values.IDS ? random.nextInt(4) : (float) random.nextGaussian();
    }

    @Override
    public String toString() {
      return layer + " on " + shapes;
    }
  }

  /** The examples of a layer, made anew. */
  static List<Example> of(Class<? extends Layer> type) {
    List<Example> examples =
        all().filter(example -> type.isInstance(example.layer())).collect(Collectors.toList());
    assertThat(examples)
        .as("examples of %s (add a line to LayerExamples)", type.getSimpleName())
        .isNotEmpty();
    return examples;
  }

  private static Stream<Example> all() {
    Stream<Example> layers =
        Stream.of(
            numbers(Dense.of(3).withActivation(TANH), 4),
            numbers(Dense.of(2).withUseBias(false), 2, 3),
            ids(Embedding.of(4, 3), 3),
            numbers(LAMBDA, 5),
            numbers(Flatten.of(), 2, 3),
            numbers(Reshape.of(3, -1), 2, 3),
            numbers(Permute.of(2, 1), 2, 3),
            numbers(RepeatVector.of(3), 4),
            numbers(ZeroPadding1D.of(1), 3, 2),
            numbers(ZeroPadding2D.of(1, 2), 2, 3, 2),
            numbers(ZeroPadding3D.of(1), 2, 2, 2, 1),
            numbers(Cropping1D.of(1), 4, 2),
            numbers(Cropping2D.of(1), 4, 3, 2),
            numbers(Cropping3D.of(1), 3, 3, 3, 2),
            numbers(UpSampling1D.of(2), 3, 2),
            numbers(UpSampling2D.of(2).withInterpolation(Interpolation.BILINEAR), 3, 2, 2),
            numbers(UpSampling2D.of(3), 2, 2, 1),
            numbers(UpSampling3D.of(2), 2, 1, 2, 2),
            numbers(Conv1D.of(2, 3).withPadding(Padding.CAUSAL).withDilationRate(2), 6, 2),
            numbers(Conv2D.of(3, 3), 5, 6, 2),
            numbers(Conv2D.of(2, 3).withPadding(Padding.SAME).withStrides(Size2D.of(2)), 6, 5, 1),
            numbers(Conv2D.of(2, 3).withDilationRate(Size2D.of(2)), 6, 6, 2),
            numbers(Conv2D.of(4, 2).withGroups(2), 3, 3, 4),
            numbers(Conv3D.of(2, 2), 3, 3, 3, 2),
            numbers(Conv1DTranspose.of(2, 3).withStrides(2), 4, 2),
            numbers(
                Conv2DTranspose.of(2, 3).withStrides(Size2D.of(2)).withPadding(Padding.SAME),
                3,
                3,
                2),
            numbers(DepthwiseConv2D.of(3).withDepthMultiplier(2), 4, 4, 2),
            numbers(SeparableConv2D.of(3, 3), 4, 4, 2),
            numbers(MaxPooling1D.of(2), 6, 2),
            numbers(
                MaxPooling2D.of(3).withStrides(Size2D.of(2)).withPadding(Padding.SAME), 5, 6, 2),
            numbers(MaxPooling3D.of(2), 2, 2, 4, 2),
            numbers(AveragePooling1D.of(2), 6, 2),
            numbers(
                AveragePooling2D.of(3).withStrides(Size2D.of(2)).withPadding(Padding.SAME),
                5,
                6,
                2),
            numbers(AveragePooling3D.of(2), 2, 2, 4, 2),
            numbers(GlobalMaxPooling1D.of(), 4, 3),
            numbers(GlobalMaxPooling2D.of(), 3, 3, 3),
            numbers(GlobalMaxPooling3D.of(), 2, 2, 2, 3),
            numbers(GlobalAveragePooling1D.of(), 4, 3),
            numbers(GlobalAveragePooling2D.of(), 3, 3, 3),
            numbers(GlobalAveragePooling3D.of(), 2, 2, 2, 3),
            numbers(BatchNormalization.of(), 3),
            numbers(BatchNormalization.of(), 3, 3, 2),
            numbers(BatchNormalization.of().withAxis(1), 2, 3, 2),
            numbers(LayerNormalization.of(), 4),
            numbers(GroupNormalization.of(2), 3, 4),
            numbers(Dropout.of(0.2), 8),
            numbers(SpatialDropout1D.of(0.2), 4, 6),
            numbers(SpatialDropout2D.of(0.2), 2, 3, 6),
            numbers(GaussianNoise.of(0.1), 8),
            numbers(GaussianDropout.of(0.1), 8),
            merged(Add.of(), 4),
            merged(Subtract.of(), 4),
            merged(Multiply.of(), 4),
            merged(Average.of(), 4),
            merged(Maximum.of(), 4),
            merged(Minimum.of(), 4),
            merged(Concatenate.of(), 4),
            merged(Dot.of(1), 4),
            numbers(ReLU.of().withNegativeSlope(0.1), 8),
            numbers(LeakyReLU.of(), 8),
            numbers(PReLU.of(), 8),
            numbers(ELU.of(), 8),
            numbers(Softmax.of(), 4),
            numbers(SimpleRNN.of(3), 4, 2),
            numbers(LSTM.of(3), 4, 2),
            numbers(LSTM.of(2).withReturnSequences(true), 3, 2),
            numbers(GRU.of(3), 4, 2),
            numbers(Bidirectional.of(LSTM.of(2)), 3, 2),
            numbers(TimeDistributed.of(Dense.of(2)), 3, 4),
            merged(MultiHeadAttention.of(2, 3), 3, 4),
            numbers(Rescaling.of(0.5, -1), 6),
            numbers(Normalization.of(0.5, 2), 6),
            numbers(Resizing.of(4, 3), 3, 3, 2),
            numbers(CenterCrop.of(2, 2), 3, 4, 2),
            numbers(RandomFlip.of(RandomFlip.Mode.HORIZONTAL), 3, 4, 1),
            flat(RandomTranslation.of(0.1, 0.1), 6, 6, 1),
            flat(RandomRotation.of(0.02), 6, 6, 1),
            flat(RandomZoom.of(0.1), 6, 6, 1),
            numbers(RandomContrast.of(0.1), 3, 3, 2));
    Stream<Example> activations =
        Arrays.stream(Activations.values()).map(activation -> numbers(activation, 8));
    return Stream.concat(layers, activations);
  }

  private static Example numbers(Layer layer, long... example) {
    return new Example(layer, Values.NUMBERS, true, List.of(Shape.of(example)));
  }

  private static Example ids(Layer layer, long... example) {
    return new Example(layer, Values.IDS, true, List.of(Shape.of(example)));
  }

  /** Two inputs of one shape. */
  private static Example merged(Layer layer, long... example) {
    return new Example(layer, Values.NUMBERS, true, List.of(Shape.of(example), Shape.of(example)));
  }

  /** Without a gradient: it stands before everything that is trained. */
  private static Example flat(Layer layer, long... example) {
    return new Example(layer, Values.NUMBERS, false, List.of(Shape.of(example)));
  }
}

package dev.jera.model;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.layer.Padding;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.merging.Concatenate;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.GlobalAveragePooling2D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SummaryTest {

  /** As Keras 2 (TensorFlow 2.0 to 2.6) prints it, trailing spaces included. */
  private static final String KERAS =
      """
      Model: "sequential"
      _________________________________________________________________
      Layer (type)                 Output Shape              Param #  \s
      =================================================================
      conv2d (Conv2D)              (None, 26, 26, 32)        320      \s
      _________________________________________________________________
      max_pooling2d (MaxPooling2D) (None, 13, 13, 32)        0        \s
      _________________________________________________________________
      conv2d_1 (Conv2D)            (None, 11, 11, 64)        18496    \s
      _________________________________________________________________
      max_pooling2d_1 (MaxPooling2 (None, 5, 5, 64)          0        \s
      _________________________________________________________________
      conv2d_2 (Conv2D)            (None, 3, 3, 64)          36928    \s
      _________________________________________________________________
      flatten (Flatten)            (None, 576)               0        \s
      _________________________________________________________________
      dense (Dense)                (None, 64)                36928    \s
      _________________________________________________________________
      dense_1 (Dense)              (None, 10)                650      \s
      =================================================================
      Total params: 93,322
      Trainable params: 93,322
      Non-trainable params: 0
      _________________________________________________________________""";

  @Test
  void tutorialOnesNetIsPrintedAsKerasPrintsIt() {
    Model model =
        Sequential.of(
            Input.of(28, 28, 1),
            Conv2D.of(32, 3).withActivation(RELU),
            MaxPooling2D.of(2),
            Conv2D.of(64, 3).withActivation(RELU),
            MaxPooling2D.of(2),
            Conv2D.of(64, 3).withActivation(RELU),
            Flatten.of(),
            Dense.of(64).withActivation(RELU),
            Dense.of(10).withActivation(SOFTMAX));
    Locale locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(model.summary().lines()).containsExactlyElementsOf(KERAS.lines().toList());
    } finally {
      Locale.setDefault(locale);
    }
  }

  /** As the guide to Keras' functional API printed it under TensorFlow 2.3, numbered from 0. */
  private static final String TOY_RESNET =
      """
      Model: "toy_resnet"
      __________________________________________________________________________________________________
      Layer (type)                    Output Shape         Param #     Connected to                    \s
      ==================================================================================================
      img (InputLayer)                [(None, 32, 32, 3)]  0                                           \s
      __________________________________________________________________________________________________
      conv2d (Conv2D)                 (None, 30, 30, 32)   896         img[0][0]                       \s
      __________________________________________________________________________________________________
      conv2d_1 (Conv2D)               (None, 28, 28, 64)   18496       conv2d[0][0]                    \s
      __________________________________________________________________________________________________
      max_pooling2d (MaxPooling2D)    (None, 9, 9, 64)     0           conv2d_1[0][0]                  \s
      __________________________________________________________________________________________________
      conv2d_2 (Conv2D)               (None, 9, 9, 64)     36928       max_pooling2d[0][0]             \s
      __________________________________________________________________________________________________
      conv2d_3 (Conv2D)               (None, 9, 9, 64)     36928       conv2d_2[0][0]                  \s
      __________________________________________________________________________________________________
      add (Add)                       (None, 9, 9, 64)     0           conv2d_3[0][0]                  \s
                                                                       max_pooling2d[0][0]             \s
      __________________________________________________________________________________________________
      conv2d_4 (Conv2D)               (None, 9, 9, 64)     36928       add[0][0]                       \s
      __________________________________________________________________________________________________
      conv2d_5 (Conv2D)               (None, 9, 9, 64)     36928       conv2d_4[0][0]                  \s
      __________________________________________________________________________________________________
      add_1 (Add)                     (None, 9, 9, 64)     0           conv2d_5[0][0]                  \s
                                                                       add[0][0]                       \s
      __________________________________________________________________________________________________
      conv2d_6 (Conv2D)               (None, 7, 7, 64)     36928       add_1[0][0]                     \s
      __________________________________________________________________________________________________
      global_average_pooling2d (Globa (None, 64)           0           conv2d_6[0][0]                  \s
      __________________________________________________________________________________________________
      dense (Dense)                   (None, 256)          16640       global_average_pooling2d[0][0]  \s
      __________________________________________________________________________________________________
      dropout (Dropout)               (None, 256)          0           dense[0][0]                     \s
      __________________________________________________________________________________________________
      dense_1 (Dense)                 (None, 10)           2570        dropout[0][0]                   \s
      ==================================================================================================
      Total params: 223,242
      Trainable params: 223,242
      Non-trainable params: 0
      __________________________________________________________________________________________________""";

  @Test
  void aGraphIsPrintedWithWhatEachLayerIsConnectedTo() {
    Conv2D wide = Conv2D.of(64, 3).withActivation(RELU);
    SymbolicTensor image = Input.of(32, 32, 3).tensor("img");
    SymbolicTensor x = wide.on(Conv2D.of(32, 3).withActivation(RELU).on(image));
    SymbolicTensor block = MaxPooling2D.of(3).on(x);
    for (int i = 0; i < 2; i++) {
      Conv2D same = wide.withPadding(Padding.SAME);
      block = Add.of().on(same.on(same.on(block)), block);
    }
    x = GlobalAveragePooling2D.of().on(wide.on(block));
    x = Dropout.of(0.5).on(Dense.of(256).withActivation(RELU).on(x));
    Model model = Model.of(image, Dense.of(10).on(x)).withName("toy_resnet");
    assertThat(model.summary().lines()).containsExactlyElementsOf(TOY_RESNET.lines().toList());
  }

  @Test
  void frozenAndNeverTrainedWeightsAreCountedApart() {
    Model model = Sequential.of(Input.of(4), Dense.of(8), BatchNormalization.of(), Dense.of(2));
    assertThat(model.summary())
        .contains("Total params: 90", "Trainable params: 74", "Non-trainable params: 16");
    assertThat(model.freeze("dense").summary())
        .contains("Total params: 90", "Trainable params: 34", "Non-trainable params: 56");
  }

  @Test
  void sharedLayersNestedModelsAndSeveralOutputsArePrinted() {
    Model encoder =
        Sequential.of(Input.of(4), Dense.of(3).withActivation(RELU)).withName("encoder");
    Layer shared = encoder.shared("encoder");
    SymbolicTensor left = Input.of(4).tensor();
    SymbolicTensor right = Input.of(4).tensor();
    SymbolicTensor both = Concatenate.of().on(shared.on(left), shared.on(right));
    Model model =
        Model.of(List.of(left, right), List.of(Dense.of(1).on(both), Dense.of(2).on(both)));
    assertThat(model.summary().lines().map(String::stripTrailing))
        .contains(
            "input_1 (InputLayer)            [(None, 4)]          0",
            "input_2 (InputLayer)            [(None, 4)]          0",
            "encoder (Sequential)            (None, 3)            15          input_1[0][0]",
            "                                                                 input_2[0][0]",
            "concatenate (Concatenate)       (None, 6)            0           encoder[0][0]",
            "                                                                 encoder[1][0]",
            "dense (Dense)                   (None, 1)            7           concatenate[0][0]",
            "dense_1 (Dense)                 (None, 2)            14          concatenate[0][0]",
            "Total params: 36");
  }
}

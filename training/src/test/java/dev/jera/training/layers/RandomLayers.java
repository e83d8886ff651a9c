package dev.jera.training.layers;

import dev.jera.model.Layer;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.constraint.MaxNorm;
import dev.jera.model.constraint.NonNeg;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.layer.convolution.OutputPadding;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.recurrent.GRU;
import dev.jera.model.layer.recurrent.LSTM;
import dev.jera.model.layer.recurrent.Recurrent;
import dev.jera.model.layer.recurrent.SimpleRNN;
import dev.jera.model.regularizer.L2;
import dev.jera.model.regularizer.Regularizer;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;

/** Configurations of layers that nobody chose: most of them impossible, some of them strange. */
final class RandomLayers {
  private static final List<Integer> INTS = List.of(1, 1, 1, 2, 2, 3);
  private static final List<Double> DOUBLES = List.of(0.1, 0.25, 0.5, 1e-3);
  private static final List<Integer> WILD_INTS = List.of(1, 2, 3, 4, 8, 0, -1, -2, -7, 1 << 30);
  private static final List<Double> WILD_DOUBLES =
      List.of(0.0, 0.5, 1.0, 2.0, 6.0, -0.5, -1.0, Double.NaN, Double.POSITIVE_INFINITY);

  private final Random random;

  /** Whether impossible values are among what is drawn. */
  private final boolean wild;

  RandomLayers(long seed) {
    this.random = new Random(seed);
    this.wild = random.nextBoolean();
  }

  /**
   * A layer whose every component is drawn.
   *
   * @throws IllegalArgumentException if the layer refuses what was drawn
   */
  Layer layer(Class<? extends Layer> type) {
    if (type == Lambda.class) {
      return Lambda.of((tf, x) -> tf.math.sin(x));
    }
    return (Layer) instance(type);
  }

  /** Shapes of examples, mostly of one input. */
  List<Shape> examples() {
    int inputs = pick(List.of(1, 1, 1, 1, 1, 2, 2, 2, 3, 4));
    Shape first = shape();
    return Stream.generate(() -> random.nextInt(3) > 0 ? first : shape()).limit(inputs).toList();
  }

  private Shape shape() {
    int rank = random.nextInt(6);
    return Shape.of(random.longs(rank, wild ? 1 : 3, 7).toArray());
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType parametrized && parametrized.getRawType() == List.class) {
      Type element = parametrized.getActualTypeArguments()[0];
      return Stream.generate(() -> value(element)).limit(random.nextInt(4)).toList();
    }
    Class<?> raw = (Class<?>) type;
    if (raw == int.class || raw == Integer.class) {
      return pick(wild ? WILD_INTS : INTS);
    }
    if (raw == long.class || raw == Long.class) {
      return (long) pick(wild ? WILD_INTS : INTS);
    }
    if (raw == double.class || raw == Double.class) {
      return pick(wild ? WILD_DOUBLES : DOUBLES);
    }
    if (raw == boolean.class) {
      return random.nextBoolean();
    }
    if (raw == Activation.class) {
      return pick(Arrays.asList(Activations.values()));
    }
    if (raw == Initializer.class) {
      return pick(List.of(Initializer.glorotUniform(), Initializer.ones()));
    }
    if (raw == Regularizer.class) {
      return pick(List.of(Regularizer.none(), L2.of(0.1)));
    }
    if (raw == Constraint.class) {
      return pick(List.of(Constraint.none(), NonNeg.of(), MaxNorm.of(2)));
    }
    if (raw == Layer.class) {
      return pick(List.of(Dense.of(2), LSTM.of(2), SimpleRNN.of(3).withReturnSequences(true)));
    }
    if (raw == Recurrent.class) {
      return pick(List.of(GRU.of(2), LSTM.of(2).withReturnState(true), SimpleRNN.of(1)));
    }
    if (raw == OutputPadding.class && !wild) {
      return OutputPadding.automatic();
    }
    if (raw == Shape.class) {
      return random.nextBoolean() ? shape() : Shape.of(-1, 2);
    }
    return instance(raw);
  }

  private Object instance(Class<?> type) {
    if (type.isEnum()) {
      return pick(Arrays.asList(type.getEnumConstants()));
    }
    if (!type.isRecord()) {
      throw new AssertionError(type + ": RandomLayers does not know how to draw one; teach it");
    }
    List<Object> values = new ArrayList<>();
    List<Class<?>> types = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      types.add(component.getType());
      values.add(value(component.getGenericType()));
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new AssertionError(type + " of " + values, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " of " + values, e);
    }
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}

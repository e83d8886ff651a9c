package dev.jera.model;

import com.google.common.collect.ImmutableSet;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.precision.MixedOps;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * How a layer is built where ops are in {@linkplain MixedOps mixed precision}.
 *
 * <p>Jera's layers are built with such ops. Layers that Jera does not know, Lambdas among them, and
 * layers that hold one, are given float32 and compute in it, as may what they do not expect; so do
 * those that only look at data before it is trained on. Normalization does so, too, for its means
 * and variances, and rounds what it gives if what it took was rounded, as Keras' layers do.
 */
final class LayerPrecision {
  private static final String FAMILIES = "dev.jera.model.layer.";
  private static final String NORMALIZATION = FAMILIES + "normalization";

  private static final ImmutableSet<String> MIXED =
      ImmutableSet.of(
          "dev.jera.model.rewriting",
          FAMILIES + "activation",
          FAMILIES + "attention",
          FAMILIES + "convolution",
          FAMILIES + "core",
          FAMILIES + "merging",
          FAMILIES + "pooling",
          FAMILIES + "recurrent",
          FAMILIES + "regularization",
          FAMILIES + "reshaping");

  private LayerPrecision() {}

  /** Adds the ops of a layer, for all parts of a batch. */
  static List<List<Operand<TFloat32>>> build(
      Layer layer, List<LayerScope> scopes, List<List<Operand<TFloat32>>> inputs) {
    if (!MixedOps.areMixed(scopes.get(0).tf()) || isMixed(layer)) {
      return layer.buildParts(scopes, inputs);
    }
    List<LayerScope> plain = scopes.stream().map(LayerScope::plain).toList();
    List<List<Operand<TFloat32>>> floats = each(scopes, inputs, MixedOps::toFloat);
    List<List<Operand<TFloat32>>> built = layer.buildParts(plain, floats);
    boolean isRounded =
        layer.getClass().getPackageName().equals(NORMALIZATION)
            && inputs.get(0).stream().anyMatch(MixedOps::isHalf);
    return isRounded ? each(scopes, built, MixedOps::toHalf) : built;
  }

  private static List<List<Operand<TFloat32>>> each(
      List<LayerScope> scopes,
      List<List<Operand<TFloat32>>> tensors,
      BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> cast) {
    List<List<Operand<TFloat32>>> all = new ArrayList<>();
    for (int part = 0; part < scopes.size(); part++) {
      Ops tf = scopes.get(part).tf();
      all.add(tensors.get(part).stream().map(tensor -> cast.apply(tf, tensor)).toList());
    }
    return all;
  }

  private static boolean isMixed(Layer layer) {
    if (layer instanceof Model) {
      return true;
    }
    if (layer instanceof NamedLayer named) {
      return isMixed(named.layer());
    }
    Class<?> type = layer.getClass();
    return MIXED.contains(type.getPackageName())
        && !(layer instanceof Lambda)
        && (!type.isRecord()
            || Arrays.stream(type.getRecordComponents())
                .allMatch(component -> isMixed(layer, component)));
  }

  /** Whether what a layer holds is built so, too; a model within it builds its layers itself. */
  private static boolean isMixed(Layer layer, RecordComponent component) {
    if (!Layer.class.isAssignableFrom(component.getType())) {
      return true;
    }
    try {
      return component.getAccessor().invoke(layer) instanceof Layer held && isMixed(held);
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}

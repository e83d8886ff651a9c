package dev.jera.runtime;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.types.family.TType;

/**
 * A resource variable of a graph.
 *
 * @param name its name in checkpoints and SavedModels, such as {@code conv2d/kernel}
 * @param shape its shape, wholly known
 * @param type its tensor class
 * @param handle the resource, which assign and apply ops take
 * @param value the value as a step sees it before its updates
 * @param initialValue its first value
 * @param initializer the op that gives it its first value
 * @param trainable whether gradients may change it
 */
public record Variable<T extends TType>(
    String name,
    Shape shape,
    Class<T> type,
    Operand<? extends TType> handle,
    Operand<T> value,
    Operand<T> initialValue,
    Op initializer,
    boolean trainable) {}

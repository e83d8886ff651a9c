package dev.jera.training;

import java.util.Map;
import org.tensorflow.ndarray.NdArray;

/**
 * What a step of training gave.
 *
 * @param loss the loss of its batch
 * @param outputs what was asked of layers, by their names
 */
record StepResult(float loss, Map<String, NdArray<?>> outputs) {}

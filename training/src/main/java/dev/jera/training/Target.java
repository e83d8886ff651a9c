package dev.jera.training;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * An output of a model with what it is trained for.
 *
 * @param output its number
 * @param objective the loss and the metrics
 * @param labels what it should answer
 * @param prefix what the names of its measures begin with: empty where there is one output
 */
record Target(int output, Objective objective, Operand<? extends TNumber> labels, String prefix) {}

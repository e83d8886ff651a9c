/** Noise while training, against overfitting. */
@NullMarked
package dev.jera.model.layer.regularization;

import org.jspecify.annotations.NullMarked;

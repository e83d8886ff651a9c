/** The SavedModel format, read and written: TensorFlow's way to ship a trained graph. */
@NullMarked
package dev.jera.runtime.savedmodel;

import org.jspecify.annotations.NullMarked;

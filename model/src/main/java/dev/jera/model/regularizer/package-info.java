/** What the size of values adds to the loss. */
@NullMarked
package dev.jera.model.regularizer;

import org.jspecify.annotations.NullMarked;

/** What holds for weights after every step of training. */
@NullMarked
package dev.jera.model.constraint;

import org.jspecify.annotations.NullMarked;

/** How weights begin. */
@NullMarked
package dev.jera.model.initializer;

import org.jspecify.annotations.NullMarked;

/** Gradients that are right: missing ones added, wrong ones refused. */
@NullMarked
package dev.jera.runtime.gradient;

import org.jspecify.annotations.NullMarked;

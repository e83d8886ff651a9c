/** Values of any source as the tensors that a signature asks for. */
@NullMarked
package dev.jera.cli.tensor;

import org.jspecify.annotations.NullMarked;

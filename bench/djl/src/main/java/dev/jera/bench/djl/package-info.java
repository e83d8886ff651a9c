/** DJL on PyTorch, measured beside Jera. */
@NullMarked
package dev.jera.bench.djl;

import org.jspecify.annotations.NullMarked;

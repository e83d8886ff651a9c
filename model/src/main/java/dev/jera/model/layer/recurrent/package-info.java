/** Layers that go along a sequence. */
@NullMarked
package dev.jera.model.layer.recurrent;

import org.jspecify.annotations.NullMarked;

/** The layers that most networks have. */
@NullMarked
package dev.jera.model.layer.core;

import org.jspecify.annotations.NullMarked;

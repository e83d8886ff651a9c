/** What is measured beside the loss. */
@NullMarked
package dev.jera.training.metric;

import org.jspecify.annotations.NullMarked;

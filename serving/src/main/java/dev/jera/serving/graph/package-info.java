/**
 * Rewritings of frozen graphs, after which they answer the same and TensorFlow runs them faster.
 */
@NullMarked
package dev.jera.serving.graph;

import org.jspecify.annotations.NullMarked;

/**
 * SavedModels that answer: loaded once, asked from any number of threads.
 *
 * <p>It takes bundles as they are, whoever made them: it knows signatures, names, dtypes and
 * shapes, and nothing of layers or training.
 */
@NullMarked
package dev.jera.serving;

import org.jspecify.annotations.NullMarked;

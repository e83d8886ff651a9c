/** Images as arrays of pixels, and directories of labelled ones. */
@NullMarked
package dev.jera.datasets.image;

import org.jspecify.annotations.NullMarked;

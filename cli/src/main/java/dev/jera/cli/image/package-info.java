/** Image files as a model wants them, and what it says of them. */
@NullMarked
package dev.jera.cli.image;

import org.jspecify.annotations.NullMarked;

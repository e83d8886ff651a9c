/** Models drawn: for Graphviz, and as pictures that every browser shows. */
@NullMarked
package dev.jera.model.picture;

import org.jspecify.annotations.NullMarked;

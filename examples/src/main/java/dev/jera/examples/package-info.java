/** The tutorials that Jera grew out of, as short programs against its public face. */
@NullMarked
package dev.jera.examples;

import org.jspecify.annotations.NullMarked;

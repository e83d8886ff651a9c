/** Measures Jera and its peers on the JVM, each in a process of its own. */
@NullMarked
package dev.jera.bench.peers;

import org.jspecify.annotations.NullMarked;

/**
 * What each library that is measured does, in a process of its own: no library but the JDK here.
 */
@NullMarked
package dev.jera.bench.engine;

import org.jspecify.annotations.NullMarked;

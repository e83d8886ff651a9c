/** KotlinDL, measured beside Jera. */
@NullMarked
package dev.jera.bench.kotlindl;

import org.jspecify.annotations.NullMarked;

/** What serving does and holds, as meters of Micrometer. */
@NullMarked
package dev.jera.micrometer;

import org.jspecify.annotations.NullMarked;

/** Tables in text files: numbers, and a label a row. */
@NullMarked
package dev.jera.datasets.csv;

import org.jspecify.annotations.NullMarked;

/** What a bundle is called with, from JSON documents, NumPy's files and other files. */
@NullMarked
package dev.jera.cli.request;

import org.jspecify.annotations.NullMarked;

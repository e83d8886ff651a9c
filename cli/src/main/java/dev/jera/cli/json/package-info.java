/** Reports as JSON; the tensors' JSON is the server's. */
@NullMarked
package dev.jera.cli.json;

import org.jspecify.annotations.NullMarked;

/**
 * The server's JSON: bodies in, straight to the tensors' arrays, and answers out, streamed.
 *
 * <p>Bodies are scanned twice: once to see that they are JSON and where the top-level values stand,
 * and once to read the values, when the signature and so the dtypes are known.
 */
@NullMarked
package dev.jera.server.json;

import org.jspecify.annotations.NullMarked;

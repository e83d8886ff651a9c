/** What every service over HTTP shares: bodies, answers, errors as JSON, memory, request ids. */
@NullMarked
package dev.jera.server.http;

import org.jspecify.annotations.NullMarked;

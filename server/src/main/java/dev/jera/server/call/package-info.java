/**
 * Requests, whatever wire they come by: taken or refused, answered by a version that stays loaded
 * meanwhile, told to a listener.
 */
@NullMarked
package dev.jera.server.call;

import org.jspecify.annotations.NullMarked;

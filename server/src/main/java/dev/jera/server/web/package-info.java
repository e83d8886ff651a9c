/** The page that shows a person what the server does, and lets them try it. */
@NullMarked
package dev.jera.server.web;

import org.jspecify.annotations.NullMarked;

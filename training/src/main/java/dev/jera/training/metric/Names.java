package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Pattern;

/** What a metric may be called: its name is part of the names of ops and variables. */
final class Names {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  private Names() {}

  static void check(String name) {
    checkArgument(
        LEGAL.matcher(name).matches(),
        "name: '%s' (expected: letters, digits, '_', '-' and '.', a letter or digit first)",
        name);
  }
}

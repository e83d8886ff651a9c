package dev.jera.tests.hostile;

/**
 * What became of a mutated request.
 *
 * @param kind the wire and the code
 * @param isFine whether it may be so
 * @param text what was sent and what came
 */
record Outcome(String kind, boolean isFine, String text) {}

package dev.jera.training.metric;

/** How the scores of several classes become one number. */
public sealed interface Averaging permits Average, OneClass {}

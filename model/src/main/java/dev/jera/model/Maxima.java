package dev.jera.model;

/** A layer each of whose outputs is the maximum of some inputs of its own channel. */
public interface Maxima extends UnaryLayer {}

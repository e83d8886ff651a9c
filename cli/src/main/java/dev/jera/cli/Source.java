package dev.jera.cli;

import java.nio.file.Path;

/** Where {@code jera train} takes a network and its data from. */
interface Source {

  /** The name under which it is exported where none is given. */
  String name();

  /**
   * Loads the data.
   *
   * @param seed where its order comes from, if it has none of its own
   */
  Workload load(long seed);

  /** The words of a command that shows what the bundle can do, {@code jera} left out. */
  String next(Path bundle);
}

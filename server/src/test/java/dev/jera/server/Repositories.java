package dev.jera.server;

/** The repositories of models that are alive in this process. */
public final class Repositories {
  private Repositories() {}

  /** How many there are, by their threads. */
  public static long alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("jera-repository"))
        .count();
  }
}

package dev.jera.cli;

/** What a server logs, and how. */
final class ServerLog {
  private static final String FILE = "logback.configurationFile";

  private ServerLog() {}

  /**
   * Chooses the lines of a server for the log, unless the user has chosen a file. It is read at the
   * first line, or earlier, by whoever asks for a logger: to be called before.
   */
  static void configure(boolean logsAccess) {
    if (System.getProperty(FILE) == null) {
      System.setProperty(FILE, "dev/jera/cli/serve-logback.xml");
    }
    System.setProperty("jera.access_log", logsAccess ? "INFO" : "OFF");
  }
}

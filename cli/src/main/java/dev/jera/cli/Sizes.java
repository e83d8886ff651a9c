package dev.jera.cli;

/** Numbers of bytes as people read them. */
public final class Sizes {
  private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

  private Sizes() {}

  /** As {@code 382 kB}, {@code 1.2 GB}: powers of 1,000, two digits or three. */
  public static String format(long bytes) {
    double size = bytes;
    String unit = "bytes";
    for (int i = 0; i < UNITS.length && size >= 999.5; i++) {
      size /= 1000;
      unit = UNITS[i];
    }
    boolean whole = size >= 9.95 || unit.equals("bytes");
    return (whole ? "%.0f %s" : "%.1f %s").formatted(size, unit);
  }
}

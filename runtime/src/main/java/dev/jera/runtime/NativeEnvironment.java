package dev.jera.runtime;

/**
 * The environment as native libraries read it, which Java can only look at: what is set here counts
 * for a library that is loaded later.
 */
public final class NativeEnvironment {
  private NativeEnvironment() {}

  /** Sets a variable, unless the process was started with it. */
  public static void setUnlessGiven(String name, String value) {
    if (System.getenv(name) == null) {
      LibC.load().setenv(name, value, 1);
    }
  }
}

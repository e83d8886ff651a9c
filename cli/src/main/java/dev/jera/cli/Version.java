package dev.jera.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Resources;
import java.io.IOException;
import picocli.CommandLine.IVersionProvider;

/** What {@code jera --version} prints: the build's versions, and the JVM's. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    String built = Resources.toString(Resources.getResource(Version.class, "version.txt"), UTF_8);
    String java =
        "Java %s (%s)".formatted(Runtime.version(), System.getProperty("java.vm.name", "?"));
    return (built + java).lines().toArray(String[]::new);
  }
}

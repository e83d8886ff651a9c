package dev.jera.server.openinference;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.jera.server.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all test classes one {@link InferServer}, which takes bodies of 1 MiB at most. */
final class SharedServer implements ParameterResolver {

  /** A server, and the directory of its bundles. */
  private record Started(Path directory, InferServer server) implements AutoCloseable {
    static Started start() {
      try {
        Path directory = Files.createTempDirectory("jera-infer");
        return new Started(
            directory,
            InferServer.start(
                directory, builder -> builder.limits(Limits.defaults().withBodyBytes(1 << 20))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == InferServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .getOrComputeIfAbsent(Started.class, type -> Started.start(), Started.class)
        .server();
  }
}

package dev.jera.server.rest;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.jera.server.ModelServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** {@link Served} for all classes that only ask it: to start and stop one takes seconds. */
final class SharedServer implements BeforeAllCallback {
  private int port;

  @Override
  public void beforeAll(ExtensionContext context) {
    port =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class)
            .server
            .restPort();
  }

  Wire connect() {
    return new Wire(port);
  }

  /** Closed by JUnit after the last class. */
  private record Running(ModelServer server, Path directory) implements AutoCloseable {
    static Running start() {
      try {
        Path directory = Files.createTempDirectory("rest");
        return new Running(Served.start(directory), directory);
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
}

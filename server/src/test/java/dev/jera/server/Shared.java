package dev.jera.server;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server for all classes that only ask it, and the directory of its bundles: to start and stop
 * one takes seconds. Closed by JUnit after the last class.
 *
 * @param <T> the server
 */
public record Shared<T extends AutoCloseable>(Path directory, T server) implements AutoCloseable {
  /**
   * The one of its kind, which is started where it is not yet.
   *
   * @param kind the class that says how to start it
   */
  public static <T extends AutoCloseable> T get(
      ExtensionContext context, Class<?> kind, Function<Path, T> start) {
    @SuppressWarnings("unchecked") // each kind starts its own
    Shared<T> shared =
        (Shared<T>)
            context
                .getRoot()
                .getStore(ExtensionContext.Namespace.create(Shared.class))
                .getOrComputeIfAbsent(kind, key -> start(start), Shared.class);
    return shared.server;
  }

  private static <T extends AutoCloseable> Shared<T> start(Function<Path, T> start) {
    try {
      Path directory = Files.createTempDirectory("jera-shared");
      return new Shared<>(directory, start.apply(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws Exception {
    server.close();
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}

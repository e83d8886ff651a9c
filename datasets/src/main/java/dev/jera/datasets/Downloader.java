package dev.jera.datasets;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.common.base.Stopwatch;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Downloads a file and lets it appear only when it is whole and its checksum is right.
 *
 * @param patience how long the connection, the answer, and any further byte may keep us waiting
 */
record Downloader(Duration patience) {

  private static final int OK = 200;
  private static final long GLANCE_MILLIS = 100;

  Downloader() {
    this(Duration.ofSeconds(30));
  }

  /**
   * Downloads into a directory, which is made if need be. Nothing is left in it on failure.
   *
   * @throws IOException if there is no answer, not the file, or not within our patience
   */
  void download(RemoteFile file, Path directory) throws IOException {
    Files.createDirectories(directory);
    Path part = Files.createTempFile(directory, file.name(), ".part");
    part.toFile().deleteOnExit();
    try {
      fetch(file, part);
      verify(file, part);
      Files.move(part, directory.resolve(file.name()), ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void fetch(RemoteFile file, Path part) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience)
            .build();
    HttpRequest request = HttpRequest.newBuilder(file.uri()).timeout(patience).build();
    var answer = client.sendAsync(request, info -> subscriber(info, part));
    try {
      int status = await(answer, file, part).statusCode();
      if (status != OK) {
        throw new IOException("HTTP status %d (expected: %d)".formatted(status, OK));
      }
    } finally {
      answer.cancel(true);
    }
  }

  private static BodySubscriber<Path> subscriber(ResponseInfo info, Path part) {
    return info.statusCode() == OK
        ? BodySubscribers.ofFile(part, WRITE)
        : BodySubscribers.replacing(part);
  }

  /** HttpClient has no time limit between two bytes of a body: watch the file grow. */
  private HttpResponse<Path> await(
      CompletableFuture<HttpResponse<Path>> answer, RemoteFile file, Path part) throws IOException {
    Stopwatch quiet = Stopwatch.createStarted();
    long seen = 0;
    while (true) {
      try {
        return answer.get(GLANCE_MILLIS, MILLISECONDS);
      } catch (TimeoutException e) {
        long size = Files.size(part);
        if (size > file.size()) {
          throw wrongSize(file, size);
        }
        if (size > seen) {
          seen = size;
          quiet.reset().start();
        } else if (quiet.elapsed().compareTo(patience) > 0) {
          throw new IOException(
              "no byte for %s after %d of %d".formatted(patience, size, file.size()), e);
        }
      } catch (ExecutionException e) {
        throw new IOException(String.valueOf(e.getCause()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      }
    }
  }

  private static void verify(RemoteFile file, Path part) throws IOException {
    if (Files.size(part) != file.size()) {
      throw wrongSize(file, Files.size(part));
    }
    String sha256 = MoreFiles.asByteSource(part).hash(Hashing.sha256()).toString();
    if (!sha256.equals(file.sha256())) {
      throw new IOException("SHA-256 %s (expected: %s)".formatted(sha256, file.sha256()));
    }
  }

  private static IOException wrongSize(RemoteFile file, long size) {
    return new IOException("%d bytes (expected: %d)".formatted(size, file.size()));
  }
}

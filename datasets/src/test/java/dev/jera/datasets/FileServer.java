package dev.jera.datasets;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on the loopback interface. */
final class FileServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);

  FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  URI uri(String path) {
    InetSocketAddress address = server.getAddress();
    return URI.create(
        "http://%s:%d/%s"
            .formatted(address.getAddress().getHostAddress(), address.getPort(), path));
  }

  /** Serves a file whole. */
  FileServer withFile(String path, byte[] content) {
    return withTruncatedFile(path, content, content.length);
  }

  /** Promises a file of {@code length} bytes and hangs up after {@code content}. */
  FileServer withTruncatedFile(String path, byte[] content, long length) {
    return withHandler(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
  }

  /** Promises a file of {@code length} bytes and falls silent after {@code content}. */
  FileServer withStalledFile(String path, byte[] content, long length) {
    return withHandler(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, length);
          exchange.getResponseBody().write(content);
          exchange.getResponseBody().flush();
          awaitClose();
          exchange.close();
        });
  }

  /** Sends zeros for as long as anyone reads them. */
  FileServer withEndlessFile(String path) {
    return withHandler(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          var zeros = new byte[1 << 16];
          while (closing.getCount() > 0) {
            exchange.getResponseBody().write(zeros);
          }
        });
  }

  FileServer withRedirect(String path, String target) {
    return withHandler(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Location", uri(target).toString());
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
  }

  private FileServer withHandler(String path, HttpHandler handler) {
    server.createContext("/" + path, handler);
    return this;
  }

  private void awaitClose() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}

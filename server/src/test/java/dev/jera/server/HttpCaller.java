package dev.jera.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Java's own HTTP client, at the address of a server's REST port. */
public record HttpCaller(HttpClient client, String address) {
  /** At a server. */
  public static HttpCaller of(ModelServer server) {
    return new HttpCaller(HttpClient.newHttpClient(), "http://127.0.0.1:" + server.restPort());
  }

  /** Asks. */
  public HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET().build());
  }

  /** Asks with a body. */
  public HttpResponse<String> post(String path, String body, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofString(body)).build());
  }

  /** Asks whether one may. */
  public HttpResponse<String> options(String path, String... headers) {
    return send(request(path, headers).method("OPTIONS", BodyPublishers.noBody()).build());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

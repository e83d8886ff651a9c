package dev.jera.server.rest;

import dev.jera.server.Shared;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** {@link Served} for all classes that only ask it. */
final class SharedServer implements BeforeAllCallback {
  private int port;

  @Override
  public void beforeAll(ExtensionContext context) {
    port = Shared.get(context, Served.class, directory -> Served.start(directory)).restPort();
  }

  Wire connect() {
    return new Wire(port);
  }
}

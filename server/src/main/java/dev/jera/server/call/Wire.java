package dev.jera.server.call;

/** How a request came. */
public enum Wire {
  /** JSON over HTTP. */
  REST,
  /** Protocol buffers over HTTP/2. */
  GRPC
}

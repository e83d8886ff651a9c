package dev.jera.server.openinference;

import dev.jera.server.Limits;
import dev.jera.server.Shared;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives all test classes one {@link InferServer}, which takes bodies of 1 MiB at most; a good
 * request is answered after each test.
 */
final class SharedServer implements ParameterResolver, AfterEachCallback {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == InferServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return server(context);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    server(context).answers();
  }

  private static InferServer server(ExtensionContext context) {
    Limits limits = Limits.defaults().withBodyBytes(1 << 20);
    return Shared.get(
        context,
        InferServer.class,
        directory -> InferServer.start(directory, builder -> builder.limits(limits)));
  }
}

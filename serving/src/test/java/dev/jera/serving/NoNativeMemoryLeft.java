package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.NativeMemory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a session or a tensor behind, and a class that does. It is registered
 * for all tests of this module, in META-INF/services; tests run one after another.
 */
public final class NoNativeMemoryLeft
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    remember(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    remember(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    check(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    check(context);
  }

  private static void remember(ExtensionContext context) {
    store(context).put(NativeMemory.class, NativeMemory.now());
  }

  private static void check(ExtensionContext context) {
    assertThat(NativeMemory.now())
        .as("what %s leaves", context.getDisplayName())
        .isEqualTo(store(context).get(NativeMemory.class, NativeMemory.class));
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(
        ExtensionContext.Namespace.create(NoNativeMemoryLeft.class, context.getUniqueId()));
  }
}

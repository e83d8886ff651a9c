package dev.jera.training.callback;

/** Whether a class of callbacks does something at every batch. */
final class BatchWatching {
  private static final ClassValue<Boolean> KNOWN =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return hasOwn(type, "onBatchEnd") || hasOwn(type, "fetches");
        }
      };

  private BatchWatching() {}

  /** Whether the class has its own method for the end of a batch, or for what is fetched. */
  static boolean isIn(Class<?> callback) {
    return KNOWN.get(callback);
  }

  private static boolean hasOwn(Class<?> type, String method) {
    try {
      return type.getMethod(method, TrainingRun.class).getDeclaringClass() != Callback.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("%s: no %s".formatted(type, method), e);
    }
  }
}

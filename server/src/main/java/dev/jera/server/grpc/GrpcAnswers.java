package dev.jera.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Answers to gRPC calls of one message each way. */
public final class GrpcAnswers {
  private GrpcAnswers() {}

  /**
   * Answers when there is an answer. If the client goes before, or the call's time is over, the
   * future is cancelled. To be called within the method that takes the call.
   */
  public static <T> void whenDone(CompletableFuture<T> answer, StreamObserver<T> observer) {
    ((ServerCallStreamObserver<T>) observer).setOnCancelHandler(() -> answer.cancel(false));
    var unused =
        answer.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                fail(failure, observer);
              } else {
                now(() -> value, observer);
              }
            });
  }

  /** Answers at once what takes no time. */
  public static <T> void now(Supplier<T> answer, StreamObserver<T> observer) {
    try {
      observer.onNext(answer.get());
      observer.onCompleted();
    } catch (RuntimeException e) {
      fail(e, observer);
    }
  }

  private static void fail(Throwable failure, StreamObserver<?> observer) {
    observer.onError(GrpcFailures.status(failure).asException());
  }
}

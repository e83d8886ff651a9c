package dev.jera.examples;

import dev.jera.datasets.Mnist;
import dev.jera.runtime.TensorData;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.batching.PredictionRequest;
import dev.jera.serving.repository.Lease;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRef;
import dev.jera.serving.repository.ModelRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** An application that asks bundles, newer versions of which may come while it runs. */
public final class Embedding {
  private static final int IMAGES = 100;

  private Embedding() {}

  /**
   * Asks for the digits of the first test images, one image a request.
   *
   * @param args the directory of the model's versions
   */
  public static void main(String[] args) throws InterruptedException {
    Path path = Path.of(args.length > 0 ? args[0] : "savedmodels/mnist-cnn");
    List<TensorData> images =
        IntStream.range(0, IMAGES)
            .mapToObj(i -> TensorData.of(Mnist.test().skip(i).take(1).features()))
            .toList();
    // README begins
    ModelConfig digits = ModelConfig.of("digits", path).withBatching(Batching.of(32));
    try (ModelRepository models = ModelRepository.open(List.of(digits))) {
      models.awaitAvailable("digits", Duration.ofMinutes(1));
      float[] probabilities =
          models.call(ModelRef.latest("digits"), model -> model.predict(images.get(0)).floats());
      System.out.printf("it is a 7 with probability %.4f%n", probabilities[7]);

      // Requests that wait at the same time are run together.
      try (Lease lease = models.lease(ModelRef.latest("digits"))) {
        List<CompletableFuture<Map<String, TensorData>>> answers =
            images.stream()
                .map(image -> PredictionRequest.of("serving_default", Map.of("input_1", image)))
                .map(lease::submit)
                .toList();
        System.out.println(answers.get(99).join().get("dense_1"));
      }
    }
    // README ends
  }
}

package dev.jera.training;

import com.google.common.collect.ImmutableMap;
import dev.jera.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** What a model predicts for arrays of features, batch by batch. */
final class Prediction {
  private final Engine engine;
  private final List<NdArray<?>> features;

  /**
   * @param features [n, ...] each, by input name
   * @throws IllegalArgumentException if they do not fit the inputs
   */
  Prediction(Engine engine, Map<String, NdArray<?>> features) {
    this.engine = engine;
    this.features = engine.binding().pickFeatures("features", features);
    engine.binding().checkFeatures("", this.features);
  }

  /** [n, ...] each, by output name. */
  Map<String, FloatNdArray> run(int batchSize) {
    Model model = engine.model();
    int n = Math.toIntExact(features.get(0).shape().get(0));
    engine.graph().useCoresFor(Math.min(batchSize, n));
    Map<String, FloatNdArray> all = new LinkedHashMap<>();
    for (int i = 0; i < model.outputNames().size(); i++) {
      Shape example = model.outputShapes().get(i).tail();
      all.put(model.outputNames().get(i), NdArrays.ofFloats(example.prepend(n)));
    }
    for (int from = 0; from < n; from += batchSize) {
      int to = from + Math.min(batchSize, n - from);
      List<Tensor> batch = new ArrayList<>();
      try {
        engine.binding().copyFeatures(features, IntStream.range(from, to).toArray(), batch);
        try (Result result = engine.graph().predict(batch)) {
          int output = 0;
          for (FloatNdArray rows : all.values()) {
            TFloat32 given = (TFloat32) result.get(output++);
            for (int row = from; row < to; row++) {
              given.get(row - from).copyTo(rows.get(row));
            }
          }
        }
      } finally {
        batch.forEach(Tensor::close);
      }
    }
    return ImmutableMap.copyOf(all);
  }
}

package dev.jera.model.layer.attention;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Multi-head attention in plain loops and double precision, for comparison. */
final class LoopAttention {
  private final MultiHeadAttention layer;
  private final Map<String, float[]> weights = new HashMap<>();

  LoopAttention(MultiHeadAttention layer) {
    this.layer = layer;
  }

  void put(String name, float[] values) {
    weights.put(name, values);
  }

  /** Takes [batch][steps][features], gives all values of the output in order. */
  double[] run(float[][][] query, float[][][] value, float[][][] key) {
    double[][] outputs = new double[query.length][];
    for (int example = 0; example < query.length; example++) {
      outputs[example] = run(query[example], value[example], key[example]);
    }
    return Arrays.stream(outputs).flatMapToDouble(Arrays::stream).toArray();
  }

  private double[] run(float[][] query, float[][] value, float[][] key) {
    int features = query[0].length;
    double[] output = new double[query.length * features];
    for (int target = 0; target < query.length; target++) {
      for (int head = 0; head < layer.numHeads(); head++) {
        double[] mean = mean(query[target], value, key, head, target);
        for (int f = 0; f < features; f++) {
          for (int i = 0; i < mean.length; i++) {
            output[target * features + f] +=
                mean[i]
                    * weights
                        .get("attention_output/kernel")[(head * mean.length + i) * features + f];
          }
        }
      }
      for (int f = 0; f < features && layer.useBias(); f++) {
        output[target * features + f] += weights.get("attention_output/bias")[f];
      }
    }
    return output;
  }

  private double[] mean(float[] query, float[][] value, float[][] key, int head, int target) {
    double[] q = project("query", query, head, layer.keyDim());
    int sources = layer.useCausalMask() ? Math.min(target + 1, key.length) : key.length;
    double[] shares = new double[sources];
    double sum = 0;
    for (int source = 0; source < sources; source++) {
      double[] k = project("key", key[source], head, layer.keyDim());
      double dot = 0;
      for (int i = 0; i < k.length; i++) {
        dot += q[i] * k[i];
      }
      shares[source] = Math.exp(dot / Math.sqrt(layer.keyDim()));
      sum += shares[source];
    }
    double[] mean = new double[layer.valueDim()];
    for (int source = 0; source < sources; source++) {
      double[] v = project("value", value[source], head, layer.valueDim());
      for (int i = 0; i < v.length; i++) {
        mean[i] += shares[source] / sum * v[i];
      }
    }
    return mean;
  }

  private double[] project(String part, float[] x, int head, int size) {
    double[] y = new double[size];
    for (int i = 0; i < size; i++) {
      y[i] = layer.useBias() ? weights.get(part + "/bias")[head * size + i] : 0;
      for (int f = 0; f < x.length; f++) {
        y[i] += x[f] * weights.get(part + "/kernel")[(f * layer.numHeads() + head) * size + i];
      }
    }
    return y;
  }
}

package dev.jera.serving.batching;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorRows;
import dev.jera.serving.Predictor;
import dev.jera.serving.ServingListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Answers batches: joins inputs, runs, and cuts the answers apart. */
final class BatchRunner {
  private final Predictor predictor;
  private final Batching batching;
  private final Groups groups;

  BatchRunner(Predictor predictor, Batching batching, Groups groups) {
    this.predictor = predictor;
    this.batching = batching;
    this.groups = groups;
  }

  /** Answers every request of a batch, or fails it; whatever is thrown becomes its failure. */
  void answer(List<Waiting> batch) {
    try {
      List<Waiting> open = batch.stream().filter(Waiting::isOpen).toList();
      if (!open.isEmpty()) {
        tell(open);
        run(open);
      }
    } catch (Throwable e) {
      batch.forEach(request -> request.future().completeExceptionally(e));
    }
  }

  private void run(List<Waiting> batch) {
    Group group = batch.get(0).group();
    if (!groups.follow(group) || (batch.size() == 1 && fitsAsItIs(batch.get(0)))) {
      batch.forEach(this::runAsItIs);
      return;
    }
    try {
      Map<String, TensorData> answers = runRows(group, rowsOf(batch));
      int from = 0;
      for (Waiting request : batch) {
        request.future().complete(slice(answers, from, from + request.examples()));
        from += request.examples();
      }
    } catch (UnevenOutputException e) {
      groups.remember(group.signature(), e.output());
      batch.forEach(this::runAsItIs);
    } catch (RuntimeException | Error e) {
      if (batch.size() == 1) {
        throw e;
      }
      batch.forEach(this::runAlone);
    }
  }

  private boolean fitsAsItIs(Waiting request) {
    return !request.group().batched()
        || (request.examples() <= batching.maxBatchSize()
            && batching.padding(request.examples()) == 0);
  }

  /** Runs one request of a batch that failed, in a size that is allowed. */
  private void runAlone(Waiting request) {
    try {
      if (request.isOpen()) {
        run(ImmutableList.of(request));
      }
    } catch (Throwable e) {
      request.future().completeExceptionally(e);
    }
  }

  /** Runs one request as the predictor would without batching. */
  private void runAsItIs(Waiting request) {
    try {
      if (request.isOpen()) {
        request.future().complete(predict(request.group(), request.inputs()));
      }
    } catch (Throwable e) {
      request.future().completeExceptionally(e);
    }
  }

  /** Runs any number of rows, in parts of at most a batch. */
  private Map<String, TensorData> runRows(Group group, Map<String, TensorData> rows)
      throws UnevenOutputException {
    long count = countOf(rows);
    List<Map<String, TensorData>> answers = new ArrayList<>();
    for (long from = 0; from < count; from += batching.maxBatchSize()) {
      long to = Math.min(count, from + batching.maxBatchSize());
      answers.add(runPadded(group, slice(rows, from, to)));
    }
    return concat(answers);
  }

  private Map<String, TensorData> runPadded(Group group, Map<String, TensorData> rows)
      throws UnevenOutputException {
    int count = (int) countOf(rows);
    int padding = batching.padding(count);
    List<Map<String, TensorData>> padded = new ArrayList<>();
    padded.add(rows);
    if (padding > 0) {
      padded.addAll(Collections.nCopies(padding, slice(rows, 0, 1)));
    }
    Map<String, TensorData> answers = predict(group, concat(padded));
    for (Map.Entry<String, TensorData> answer : answers.entrySet()) {
      TensorData output = answer.getValue();
      if (output.shape().numDimensions() == 0 || output.shape().get(0) != count + padding) {
        throw new UnevenOutputException(answer.getKey());
      }
    }
    return slice(answers, 0, count);
  }

  private Map<String, TensorData> predict(Group group, Map<String, TensorData> inputs) {
    return predictor.predict(group.signature(), inputs, group.outputs());
  }

  private void tell(List<Waiting> batch) {
    Waiting oldest = batch.get(0);
    Group group = oldest.group();
    int examples = batch.stream().mapToInt(Waiting::examples).sum();
    predictor
        .listener()
        .onBatch(
            new ServingListener.Batch(
                predictor.path(),
                group.signature(),
                batch.size(),
                examples,
                group.batched() ? batching.padding(examples) : 0,
                Duration.ofNanos(oldest.waited())));
  }

  private static Map<String, TensorData> rowsOf(List<Waiting> batch) {
    return concat(batch.stream().map(Waiting::inputs).toList());
  }

  private static Map<String, TensorData> concat(List<Map<String, TensorData>> parts) {
    ImmutableMap.Builder<String, TensorData> whole = ImmutableMap.builder();
    for (String name : parts.get(0).keySet()) {
      whole.put(
          name,
          TensorRows.concat(
              parts.stream().map(part -> Objects.requireNonNull(part.get(name))).toList()));
    }
    return whole.buildOrThrow();
  }

  private static Map<String, TensorData> slice(Map<String, TensorData> rows, long from, long to) {
    return ImmutableMap.copyOf(
        Maps.transformValues(rows, tensor -> TensorRows.slice(tensor, from, to)));
  }

  private static long countOf(Map<String, TensorData> rows) {
    return TensorRows.count(rows.values().iterator().next());
  }
}

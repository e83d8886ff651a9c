package dev.jera.runtime;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a run's answers come from: TensorFlow may refuse to fetch a tensor that is fed, and need
 * not copy one twice.
 *
 * @param fetched the tensors to fetch, each once
 * @param slots for each answer its place in {@code fetched}, or below 0 the complement of its place
 *     among the inputs
 */
record AnswerSources(List<TensorName> fetched, List<Integer> slots) {

  /** The sources of the answers that are asked for. */
  static AnswerSources of(List<TensorName> fed, List<TensorName> asked) {
    List<TensorName> fetched = new ArrayList<>();
    ImmutableList.Builder<Integer> slots = ImmutableList.builder();
    for (TensorName tensor : asked) {
      if (fed.contains(tensor)) {
        slots.add(~fed.indexOf(tensor));
      } else {
        if (!fetched.contains(tensor)) {
          fetched.add(tensor);
        }
        slots.add(fetched.indexOf(tensor));
      }
    }
    return new AnswerSources(ImmutableList.copyOf(fetched), slots.build());
  }

  /** The answers, in the order in which they were asked for. */
  List<TensorData> answers(List<TensorData> inputs, List<TensorData> values) {
    return slots.stream()
        .map(slot -> slot < 0 ? inputs.get(~slot) : values.get(slot))
        .collect(ImmutableList.toImmutableList());
  }
}

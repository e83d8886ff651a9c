package dev.jera.serving.mapping;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorRows;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.PredictionException;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;

/**
 * Records to the inputs of a signature, and its outputs to records.
 *
 * @param signature what is called
 * @param name what errors call it
 * @param whole the input or output that is no batch, so that a record is a whole call; none where a
 *     record is one example
 */
record RecordMapping<I extends Record, O extends Record>(
    Signature signature,
    String name,
    Optional<TensorSpec> whole,
    RecordClass<I> input,
    RecordClass<O> output,
    List<Binding> inputs,
    List<Binding> outputs) {

  /**
   * Maps two classes.
   *
   * @throws IllegalArgumentException if an input has no component, or if a component has no input
   *     or output, or a type that cannot become it
   */
  static <I extends Record, O extends Record> RecordMapping<I, O> of(
      Signature signature,
      String name,
      Class<I> inputType,
      Class<O> outputType,
      MethodHandles.Lookup lookup) {
    RecordClass<I> input = RecordClass.of(inputType, lookup);
    RecordClass<O> output = RecordClass.of(outputType, lookup);
    Map<String, TensorSpec> fed = signature.inputs();
    Map<String, TensorSpec> held = signature.outputs();
    ComponentNames.checkInputs(input, fed.keySet(), name);
    ComponentNames.checkOutputs(output, held.keySet(), name);
    Map<String, TensorSpec> wanted = Maps.filterKeys(held, output.components()::containsKey);
    Optional<TensorSpec> whole =
        Stream.concat(
                fed.values().stream().filter(spec -> !isOpen(spec.shape())),
                wanted.values().stream()
                    .filter(spec -> !spec.shape().isUnknown() && !isOpen(spec.shape())))
            .findFirst();
    boolean batched = whole.isEmpty() && !fed.isEmpty();
    List<Binding> inputs =
        input.bind((key, it) -> Binding.input(it, requireNonNull(fed.get(key)), batched, name));
    List<Binding> outputs =
        output.bind((key, it) -> Binding.output(it, requireNonNull(held.get(key)), batched, name));
    return new RecordMapping<>(signature, name, whole, input, output, inputs, outputs);
  }

  /** The names of the outputs that are asked for. */
  Set<String> wanted() {
    return output.components().keySet();
  }

  /** A tensor for each input, of a record. */
  Map<String, TensorData> feed(I record) {
    checkArgument(record != null, "record: null (expected: a %s)", input.name());
    ImmutableMap.Builder<String, TensorData> tensors = ImmutableMap.builder();
    for (Binding binding : inputs) {
      TensorData tensor = binding.tensor(record, binding.component()::toString);
      tensors.put(binding.spec().name(), isBatched() ? row(tensor) : tensor);
    }
    return tensors.buildOrThrow();
  }

  /** A tensor for each input, of a batch of at least one record. */
  Map<String, TensorData> feed(List<I> records) {
    ImmutableMap.Builder<String, TensorData> tensors = ImmutableMap.builder();
    for (Binding binding : inputs) {
      List<TensorData> rows = new ArrayList<>(records.size());
      for (int i = 0; i < records.size(); i++) {
        I record = records.get(i);
        checkArgument(record != null, "record %s: null (expected: a %s)", i, input.name());
        int index = i;
        TensorData row = row(binding.tensor(record, () -> binding.component().toString(index)));
        Shape first = rows.isEmpty() ? row.shape() : rows.get(0).shape();
        if (!row.shape().equals(first)) {
          throw new IllegalArgumentException(
              "%s: shape %s (expected: %s, as of record 0); a batch is of one shape, predict others apart"
                  .formatted(
                      binding.component().toString(i),
                      Shapes.format(row.shape().tail()),
                      Shapes.format(first.tail())));
        }
        rows.add(row);
      }
      tensors.put(binding.spec().name(), TensorRows.concat(rows));
    }
    return tensors.buildOrThrow();
  }

  /** The record of an answer. */
  O answer(Map<String, TensorData> answers) {
    return isBatched() ? answers(answers, 1).get(0) : record(answers);
  }

  /**
   * The records of a batch's answers.
   *
   * @throws PredictionException if an output has another first size than the batch
   */
  List<O> answers(Map<String, TensorData> answers, int records) {
    for (Binding binding : outputs) {
      TensorData answer = answerTo(binding, answers);
      if (answer.shape().numDimensions() == 0 || TensorRows.count(answer) != records) {
        throw new PredictionException(
            "Output '%s' of %s: %s for %s records (expected: a first size of %s)"
                .formatted(binding.spec().name(), name, answer, records, records));
      }
    }
    ImmutableList.Builder<O> all = ImmutableList.builderWithExpectedSize(records);
    for (int i = 0; i < records; i++) {
      int row = i;
      all.add(record(Maps.transformValues(answers, tensor -> example(tensor, row))));
    }
    return all.build();
  }

  /** Checks that a record is one example. */
  void checkBatched() {
    checkArgument(
        isBatched(),
        "records: a list, but a record is a whole call of %s: %s (expected: an open first size, the batch, of every input and of the outputs asked for); predict the records one by one",
        name,
        whole
            .map(
                spec ->
                    "'%s' is %s %s"
                        .formatted(spec.name(), spec.dtype(), Shapes.format(spec.shape())))
            .orElse("it has no inputs"));
  }

  private boolean isBatched() {
    return whole.isEmpty() && !inputs.isEmpty();
  }

  private O record(Map<String, TensorData> answers) {
    return output.create(
        outputs.stream().map(binding -> binding.value(answerTo(binding, answers))).toList());
  }

  private TensorData answerTo(Binding binding, Map<String, TensorData> answers) {
    String output = binding.spec().name();
    TensorData answer = answers.get(output);
    checkArgument(
        answer != null,
        "answers: %s (expected: '%s' among them, an output of %s)",
        answers.keySet(),
        output,
        name);
    return answer;
  }

  private static boolean isOpen(Shape shape) {
    return shape.numDimensions() > 0 && shape.get(0) == Shape.UNKNOWN_SIZE;
  }

  private static TensorData row(TensorData example) {
    return example.reshape(example.shape().prepend(1));
  }

  private static TensorData example(TensorData batch, int row) {
    return TensorRows.slice(batch, row, row + 1).reshape(batch.shape().tail());
  }
}

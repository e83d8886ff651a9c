package dev.jera.serving.mapping;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.serving.Predicting;
import dev.jera.serving.PredictionException;
import dev.jera.serving.batching.PredictionRequest;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks a SavedModel, whoever answers, by records: the components of one are a signature's inputs,
 * those of the other its outputs, by name or {@link MappedName}.
 *
 * <p>A component is fed to every input; of the outputs there may be some only, and only these are
 * computed. Where all these inputs and outputs have an open first size, the batch, a record is one
 * example without it, and a list of records one batch; else a record is the whole call.
 *
 * <p>A component is one of
 *
 * <ul>
 *   <li>a primitive or its box, a {@code String}, or {@code byte[]} for a string that is no text:
 *       for shapes of ones, such as [] and [1];
 *   <li>arrays of primitives or Strings, nested as deep as the rank, or flat in row-major order;
 *       {@code byte[][]} for strings, flat;
 *   <li>an {@code NdArray} or a {@link TensorData};
 *   <li>{@link org.tensorflow.proto.Example} for an input of serialized examples.
 * </ul>
 *
 * <p>Inputs take what {@link TensorData#as} makes of these: float goes to float32, float16 and
 * bfloat16, byte to uint8 and int8, int to int32 and uint32, but double to float64 only. Outputs
 * come as {@link TensorData}'s accessors give them: double holds every number, long every integer.
 *
 * <p>It may be used by any number of threads. It owns nothing: close what answers. {@link #request}
 * and {@link #answer} are for the asynchronous way, by a {@link
 * dev.jera.serving.batching.BatchingPredictor}: {@code
 * batching.submit(flowers.request(flower)).thenApply(flowers::answer)}.
 *
 * @param <I> the record of inputs
 * @param <O> the record of outputs
 */
public final class RecordPredictor<I extends Record, O extends Record> {
  private final Predicting predictor;
  private final RecordMapping<I, O> mapping;

  private RecordPredictor(Predicting predictor, RecordMapping<I, O> mapping) {
    this.predictor = predictor;
    this.mapping = mapping;
  }

  /** Asks the default signature by public records, see {@link Predicting}. */
  public static <I extends Record, O extends Record> RecordPredictor<I, O> of(
      Predicting predictor, Class<I> input, Class<O> output) {
    return of(predictor, Signature.defaultName(predictor.signatures().keySet()), input, output);
  }

  /** Asks a signature by public records. */
  public static <I extends Record, O extends Record> RecordPredictor<I, O> of(
      Predicting predictor, String signature, Class<I> input, Class<O> output) {
    return of(predictor, signature, input, output, MethodHandles.publicLookup());
  }

  /**
   * Asks a signature by records.
   *
   * @param lookup what sees the records: {@code MethodHandles.lookup()} in a class that can call
   *     their constructors, for such as are not public
   * @throws IllegalArgumentException if there is no such signature; if an input has no component;
   *     if a component has no input or output, or a type that cannot become its dtype and shape; or
   *     if the lookup does not see a record
   * @throws PredictionException if the signature cannot be called
   */
  public static <I extends Record, O extends Record> RecordPredictor<I, O> of(
      Predicting predictor,
      String signature,
      Class<I> input,
      Class<O> output,
      MethodHandles.Lookup lookup) {
    Signature found = predictor.signature(signature);
    String name = "signature '%s' of %s".formatted(signature, predictor.path());
    if (found.problem().isPresent()) {
      throw new PredictionException("Cannot call %s: %s".formatted(name, found.problem().get()));
    }
    return new RecordPredictor<>(predictor, RecordMapping.of(found, name, input, output, lookup));
  }

  /**
   * Asks, and throws what {@link Predicting} says.
   *
   * @throws IllegalArgumentException if a component is null, ragged, or of another dtype or shape
   *     than the signature's
   * @throws PredictionException if TensorFlow fails, or if an output turns out not to fit its
   *     component
   */
  public O predict(I record) {
    return mapping.answer(ask(mapping.feed(record)));
  }

  /**
   * Asks for a batch of examples in one call, see {@link #predict(Record)}.
   *
   * @return a record for each, in their order; none, without a call, for none
   * @throws IllegalArgumentException moreover if the examples differ in shape, or if a record is
   *     the whole call
   */
  public List<O> predict(List<I> records) {
    mapping.checkBatched();
    return records.isEmpty()
        ? List.of()
        : mapping.answers(ask(mapping.feed(records)), records.size());
  }

  /**
   * What {@link #predict(Record)} asks, to be handed in without waiting, see {@link
   * dev.jera.serving.batching.BatchingPredictor#submit(PredictionRequest)}.
   *
   * @throws IllegalArgumentException as {@link #predict(Record)}
   */
  public PredictionRequest request(I record) {
    return PredictionRequest.of(mapping.signature().name(), mapping.feed(record))
        .withOutputs(mapping.wanted());
  }

  /**
   * The record of what was answered to a {@link #request}.
   *
   * @param outputs a tensor for each output, by name
   * @throws IllegalArgumentException if an output is missing
   * @throws PredictionException if an output does not fit its component
   */
  public O answer(Map<String, TensorData> outputs) {
    return mapping.answer(outputs);
  }

  /** As {@code RecordPredictor of signature 'predict' of savedmodels/mnist/1}. */
  @Override
  public String toString() {
    return "RecordPredictor of " + mapping.name();
  }

  private Map<String, TensorData> ask(Map<String, TensorData> inputs) {
    Signature signature = mapping.signature();
    Set<String> outputs = mapping.wanted();
    return outputs.size() == signature.outputs().size()
        ? predictor.predict(signature.name(), inputs)
        : predictor.predict(signature.name(), inputs, outputs);
  }
}

package dev.jera.runtime.savedmodel;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorProtos;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorProto;

/**
 * One call of a signature and what it answered, in TensorFlow Serving's message {@code
 * PredictionLog}: it has logs and warm-up requests in it, Jera its golden samples.
 *
 * <p>TensorFlow Java has no classes for the messages, so they are read by the numbers of their
 * fields. Logs of predict, classify and regress calls are read; the latter two become calls whose
 * input {@value #EXAMPLES} holds the serialized examples.
 *
 * @param signature what was called
 * @param inputs what it was fed, by name
 * @param outputs what it answered, by name; empty where the log holds the request alone
 * @see <a
 *     href="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/apis/prediction_log.proto">prediction_log.proto</a>
 */
public record PredictionLog(
    String signature, Map<String, TensorData> inputs, Map<String, TensorData> outputs) {
  /** What TensorFlow calls the input of a signature that takes serialized examples. */
  static final String EXAMPLES = "inputs";

  private static final int CLASSIFY_LOG = 2;
  private static final int REGRESS_LOG = 3;
  private static final int PREDICT_LOG = 6;
  private static final int REQUEST = 1;
  private static final int RESPONSE = 2;
  private static final int MODEL_SPEC = 1;
  private static final int SIGNATURE_NAME = 3;
  private static final int REQUEST_INPUTS = 2;
  private static final int RESPONSE_OUTPUTS = 1;
  private static final int KEY = 1;
  private static final int VALUE = 2;

  /** Copies the maps, in the order of their names. */
  public PredictionLog {
    inputs = ImmutableSortedMap.copyOf(inputs);
    outputs = ImmutableSortedMap.copyOf(outputs);
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if it is none, if a tensor in it is broken, or if it logs
   *     another kind of call
   */
  public static PredictionLog parse(byte[] message) {
    try {
      UnknownFieldSet log = UnknownFieldSet.parseFrom(message);
      for (int examples : List.of(CLASSIFY_LOG, REGRESS_LOG)) {
        if (log.hasField(examples)) {
          return ofExamples(part(part(log, examples), REQUEST));
        }
      }
      checkArgument(
          log.hasField(PREDICT_LOG),
          "log: fields %s (expected: a predict, classify or regress log)",
          log.asMap().keySet());
      UnknownFieldSet predict = part(log, PREDICT_LOG);
      UnknownFieldSet request = part(predict, REQUEST);
      return new PredictionLog(
          signatureOf(request),
          tensors(request, REQUEST_INPUTS),
          tensors(part(predict, RESPONSE), RESPONSE_OUTPUTS));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "log: %s bytes that are no PredictionLog: %s".formatted(message.length, e.getMessage()),
          e);
    }
  }

  /** Writes a message: a predict log, its tensors in the order of their names. */
  public byte[] toBytes() {
    UnknownFieldSet spec = message(SIGNATURE_NAME, ByteString.copyFromUtf8(signature));
    UnknownFieldSet request =
        UnknownFieldSet.newBuilder()
            .mergeField(MODEL_SPEC, field(spec.toByteString()))
            .mergeField(REQUEST_INPUTS, entries(inputs))
            .build();
    UnknownFieldSet.Builder predict =
        UnknownFieldSet.newBuilder().mergeField(REQUEST, field(request.toByteString()));
    if (!outputs.isEmpty()) {
      UnknownFieldSet response =
          UnknownFieldSet.newBuilder().mergeField(RESPONSE_OUTPUTS, entries(outputs)).build();
      predict.mergeField(RESPONSE, field(response.toByteString()));
    }
    return message(PREDICT_LOG, predict.build().toByteString()).toByteArray();
  }

  private static PredictionLog ofExamples(UnknownFieldSet request)
      throws InvalidProtocolBufferException {
    // Input { example_list = 1, example_list_with_context = 2 }, each with examples = 1.
    UnknownFieldSet input = part(request, REQUEST_INPUTS);
    UnknownFieldSet list = part(input, input.hasField(1) ? 1 : 2);
    byte[][] examples =
        list.getField(1).getLengthDelimitedList().stream()
            .map(ByteString::toByteArray)
            .toArray(byte[][]::new);
    return new PredictionLog(
        signatureOf(request),
        ImmutableMap.of(EXAMPLES, TensorData.of(Shape.of(examples.length), examples)),
        ImmutableMap.of());
  }

  private static String signatureOf(UnknownFieldSet request) throws InvalidProtocolBufferException {
    List<ByteString> names =
        part(request, MODEL_SPEC).getField(SIGNATURE_NAME).getLengthDelimitedList();
    String name = names.isEmpty() ? "" : names.get(names.size() - 1).toStringUtf8();
    return name.isEmpty() ? Signature.DEFAULT : name;
  }

  private static Map<String, TensorData> tensors(UnknownFieldSet message, int map)
      throws InvalidProtocolBufferException {
    ImmutableMap.Builder<String, TensorData> tensors = ImmutableMap.builder();
    for (ByteString bytes : message.getField(map).getLengthDelimitedList()) {
      UnknownFieldSet entry = UnknownFieldSet.parseFrom(bytes);
      tensors.put(
          last(entry, KEY).toStringUtf8(),
          TensorProtos.read(TensorProto.parseFrom(last(entry, VALUE))));
    }
    return tensors.buildKeepingLast();
  }

  /** A field that is a message; an empty one where it is missing. */
  private static UnknownFieldSet part(UnknownFieldSet message, int number)
      throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(last(message, number));
  }

  private static ByteString last(UnknownFieldSet message, int number) {
    List<ByteString> values = message.getField(number).getLengthDelimitedList();
    return values.isEmpty() ? ByteString.EMPTY : values.get(values.size() - 1);
  }

  private static Field entries(Map<String, TensorData> tensors) {
    Field.Builder entries = Field.newBuilder();
    tensors.forEach(
        (name, tensor) ->
            entries.addLengthDelimited(
                UnknownFieldSet.newBuilder()
                    .mergeField(KEY, field(ByteString.copyFromUtf8(name)))
                    .mergeField(VALUE, field(TensorProtos.write(tensor).toByteString()))
                    .build()
                    .toByteString()));
    return entries.build();
  }

  private static UnknownFieldSet message(int number, ByteString value) {
    return UnknownFieldSet.newBuilder().mergeField(number, field(value)).build();
  }

  private static Field field(ByteString value) {
    return Field.newBuilder().addLengthDelimited(value).build();
  }
}

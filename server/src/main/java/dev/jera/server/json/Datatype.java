package dev.jera.server.json;

import dev.jera.runtime.Dtype;
import dev.jera.server.ApiException;
import io.grpc.Status;
import java.util.Locale;

/** The Open Inference Protocol's names of dtypes, on either wire. */
public final class Datatype {
  private static final String BYTES = "BYTES";

  private Datatype() {}

  /**
   * The name of a dtype, such as {@code FP32}.
   *
   * @throws ApiException for {@link Dtype#OTHER}, which has none
   */
  public static String of(Dtype dtype) {
    return switch (dtype) {
      case FLOAT16 -> "FP16";
      case BFLOAT16 -> "BF16";
      case FLOAT32 -> "FP32";
      case FLOAT64 -> "FP64";
      case STRING -> BYTES;
      case OTHER ->
          throw new ApiException(
              Status.Code.UNIMPLEMENTED,
              "The Open Inference Protocol has no datatype for a tensor that is neither of real numbers nor of bool nor of string");
      default -> dtype.name().toUpperCase(Locale.ROOT);
    };
  }

  /**
   * The dtype of a name.
   *
   * @param input the tensor that has it, as errors name it
   * @throws ApiException if there is no such name
   */
  public static Dtype parse(String input, String name) {
    for (Dtype dtype : Dtype.values()) {
      if (dtype != Dtype.OTHER && of(dtype).equals(name)) {
        return dtype;
      }
    }
    throw ApiException.invalid(
        "Input '%s': datatype '%s' (expected: BOOL, INT8 to INT64, UINT8 to UINT64, FP16, BF16, FP32, FP64 or BYTES)",
        input, name);
  }
}

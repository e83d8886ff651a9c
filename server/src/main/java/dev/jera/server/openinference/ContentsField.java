package dev.jera.server.openinference;

import com.google.common.base.Ascii;
import dev.jera.runtime.Dtype;
import dev.jera.server.proto.inference.InferTensorContents;
import java.util.Optional;

/** The fields of InferTensorContents, one for each kind of values. */
enum ContentsField {
  BOOL_CONTENTS,
  INT_CONTENTS,
  INT64_CONTENTS,
  UINT_CONTENTS,
  UINT64_CONTENTS,
  FP32_CONTENTS,
  FP64_CONTENTS,
  BYTES_CONTENTS;

  /** Where the values of a dtype stand; nowhere for the 16-bit floats, which must be raw. */
  static Optional<ContentsField> of(Dtype dtype) {
    return switch (dtype) {
      case BOOL -> Optional.of(BOOL_CONTENTS);
      case INT8, INT16, INT32 -> Optional.of(INT_CONTENTS);
      case INT64 -> Optional.of(INT64_CONTENTS);
      case UINT8, UINT16, UINT32 -> Optional.of(UINT_CONTENTS);
      case UINT64 -> Optional.of(UINT64_CONTENTS);
      case FLOAT32 -> Optional.of(FP32_CONTENTS);
      case FLOAT64 -> Optional.of(FP64_CONTENTS);
      case STRING -> Optional.of(BYTES_CONTENTS);
      case FLOAT16, BFLOAT16, OTHER -> Optional.empty();
    };
  }

  /** How many values it holds. */
  int count(InferTensorContents contents) {
    return switch (this) {
      case BOOL_CONTENTS -> contents.getBoolContentsCount();
      case INT_CONTENTS -> contents.getIntContentsCount();
      case INT64_CONTENTS -> contents.getInt64ContentsCount();
      case UINT_CONTENTS -> contents.getUintContentsCount();
      case UINT64_CONTENTS -> contents.getUint64ContentsCount();
      case FP32_CONTENTS -> contents.getFp32ContentsCount();
      case FP64_CONTENTS -> contents.getFp64ContentsCount();
      case BYTES_CONTENTS -> contents.getBytesContentsCount();
    };
  }

  /** How many values all fields hold. */
  static long total(InferTensorContents contents) {
    long total = 0;
    for (ContentsField field : values()) {
      total += field.count(contents);
    }
    return total;
  }

  /** As the protocol names it. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}

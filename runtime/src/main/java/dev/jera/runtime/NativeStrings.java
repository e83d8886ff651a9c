package dev.jera.runtime;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AllocateTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_StringDealloc;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_StringGetDataPointer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_StringGetSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_StringInit;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_ResizeUninitialized;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.internal.c_api.Deallocator_Pointer_long_Pointer;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.DataType;

/**
 * TensorFlow's strings, which lie in a tensor one after the other; characters that do not fit into
 * one lie elsewhere.
 *
 * <p>{@code TF_DeleteTensor} frees those characters only where nobody else holds the tensor. One
 * that a variable holds would lose them for good, therefore the tensors made here free them
 * themselves, when their last holder lets go.
 */
final class NativeStrings {
  /** sizeof(TF_TString). */
  private static final int WIDTH = 24;

  /** TensorFlow ends the process where a scalar's memory does not begin at a multiple of it. */
  private static final int ALIGNMENT = 64;

  /** What TensorFlow calls when it is done with a tensor; it must outlive every tensor. */
  private static final Deallocator_Pointer_long_Pointer RELEASE = new Release();

  private NativeStrings() {}

  /** Makes a tensor; null if there is no memory for it. */
  static @Nullable TF_Tensor make(long[] dims, byte[][] values) {
    int type = DataType.DT_STRING_VALUE;
    if (values.length == 0) {
      return TF_AllocateTensor(type, dims, dims.length, 0);
    }
    long size = (long) values.length * WIDTH;
    Pointer block = Pointer.malloc(size + ALIGNMENT);
    if (block == null) {
      return null;
    }
    Pointer first = new BytePointer(block).getPointer(ALIGNMENT - block.address() % ALIGNMENT);
    TF_TString strings = new TF_TString(first);
    for (int i = 0; i < values.length; i++) {
      TF_TString string = strings.position(i);
      TF_StringInit(string);
      if (values[i].length > 0) {
        TF_TString_ResizeUninitialized(string, values[i].length).put(values[i]);
      }
    }
    return TF_NewTensor(type, dims, dims.length, first, size, RELEASE, block);
  }

  static void read(Pointer from, byte[][] values) {
    TF_TString strings = new TF_TString(from);
    for (int i = 0; i < values.length; i++) {
      TF_TString string = strings.position(i);
      values[i] = new byte[Math.toIntExact(TF_StringGetSize(string))];
      if (values[i].length > 0) {
        TF_StringGetDataPointer(string).get(values[i]);
      }
    }
  }

  private static final class Release extends Deallocator_Pointer_long_Pointer {
    @Override
    public void call(Pointer first, long size, Pointer block) {
      TF_TString strings = new TF_TString(first);
      for (int i = 0; i < size / WIDTH; i++) {
        TF_StringDealloc(strings.position(i));
      }
      Pointer.free(block);
    }
  }
}

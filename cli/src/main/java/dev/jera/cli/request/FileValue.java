package dev.jera.cli.request;

import dev.jera.cli.tensor.Conversion;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.Arrays;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/** What a file gives for one input. */
sealed interface FileValue {

  /**
   * The tensor that it is for an input.
   *
   * @throws JeraException if the input takes no such values
   */
  TensorData tensor(TensorSpec spec);

  /**
   * An array of NumPy's.
   *
   * @param source what errors call it
   */
  record OfArray(String source, NdArray<?> array) implements FileValue {
    @Override
    public TensorData tensor(TensorSpec spec) {
      return Conversion.convert(spec, TensorData.of(array), source);
    }
  }

  /**
   * The bytes of a file, one string: a scalar, or the only element where the input has a rank.
   *
   * @param source what errors call it
   * @param string a scalar of dtype string
   */
  record OfBytes(String source, TensorData string) implements FileValue {
    static OfBytes of(String source, byte[] bytes) {
      return new OfBytes(source, TensorData.of(Shape.scalar(), new byte[][] {bytes}));
    }

    @Override
    public TensorData tensor(TensorSpec spec) {
      Shape shape = spec.shape().isUnknown() ? Shape.scalar() : ones(spec.shape().numDimensions());
      if (spec.dtype() != Dtype.STRING || !Shapes.fits(shape, spec.shape())) {
        throw new JeraException(
            "Input '%s': the bytes of %s are one string (expected: %s %s); give values of other dtypes and shapes as an .npy file"
                .formatted(spec.name(), source, spec.dtype(), Shapes.format(spec.shape())));
      }
      return string.reshape(shape);
    }

    private static Shape ones(int rank) {
      long[] sizes = new long[rank];
      Arrays.fill(sizes, 1);
      return Shape.of(sizes);
    }
  }
}

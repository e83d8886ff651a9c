package dev.jera.cli.request;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import dev.jera.cli.tensor.InputNames;
import dev.jera.datasets.npy.Npy;
import dev.jera.datasets.npy.Npz;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.NdArray;

/** Requests of files whose names say what they hold; none names a signature. */
final class ArrayFiles {
  private static final String NPY = ".npy";
  private static final String NPZ = ".npz";

  private ArrayFiles() {}

  static boolean isNpy(Path file) {
    return file.toString().endsWith(NPY);
  }

  static boolean isNpz(Path file) {
    return file.toString().endsWith(NPZ);
  }

  /** The array of a file, for the only input. */
  static Request npy(Path file) {
    return new One(file, new FileValue.OfArray(file.toString(), Npy.read(file)));
  }

  /** The arrays of a file, by name. */
  static Request npz(Path file) {
    ImmutableMap.Builder<String, FileValue> values = ImmutableMap.builder();
    for (Map.Entry<String, NdArray<?>> array : Npz.read(file).entrySet()) {
      String source = "'%s' of %s".formatted(array.getKey(), file);
      values.put(array.getKey(), new FileValue.OfArray(source, array.getValue()));
    }
    return new Named(values.buildOrThrow());
  }

  /** A file an input. */
  static Request named(Map<String, Path> files) {
    ImmutableMap.Builder<String, FileValue> values = ImmutableMap.builder();
    files.forEach((name, file) -> values.put(name, read(name, file)));
    return new Named(values.buildOrThrow());
  }

  private static FileValue read(String name, Path file) {
    if (isNpz(file)) {
      throw new JeraException(
          "Input '%s': %s holds arrays by name (expected: the file without an input's name, or an .npy file)"
              .formatted(name, file));
    }
    if (isNpy(file)) {
      return new FileValue.OfArray(file.toString(), Npy.read(file));
    }
    try {
      return FileValue.OfBytes.of(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new JeraException(
          "Input '%s': no file %s (expected: an .npy file, or one whose bytes are the value)"
              .formatted(name, file),
          e);
    } catch (IOException e) {
      throw new JeraException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** A value for the only input of a signature. */
  private record One(Path file, FileValue value) implements Request {
    @Override
    public Optional<String> signatureName() {
      return Optional.empty();
    }

    @Override
    public Map<String, TensorData> tensors(Signature signature) {
      if (signature.inputs().size() != 1) {
        throw new JeraException(
            "%s is one array, but signature '%s' has inputs %s (expected: NAME=FILE for each, or an .npz file)"
                .formatted(file, signature.name(), signature.inputs().keySet()));
      }
      TensorSpec spec = signature.inputs().values().iterator().next();
      return Map.of(spec.name(), value.tensor(spec));
    }
  }

  /** Values by input name. */
  private record Named(Map<String, FileValue> values) implements Request {
    @Override
    public Optional<String> signatureName() {
      return Optional.empty();
    }

    @Override
    public Map<String, TensorData> tensors(Signature signature) {
      InputNames.check(values.keySet(), signature);
      ImmutableMap.Builder<String, TensorData> tensors = ImmutableMap.builder();
      for (TensorSpec spec : signature.inputs().values()) {
        tensors.put(spec.name(), requireNonNull(values.get(spec.name())).tensor(spec));
      }
      return tensors.buildOrThrow();
    }
  }
}

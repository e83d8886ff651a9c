package dev.jera.cli.request;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.json.Form;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a signature is called with; read, but not yet fitted to the signature. */
public interface Request {

  /**
   * Reads a file by its name: {@code .npy} as the array of a signature with one input, {@code .npz}
   * as arrays by input name, any other as a JSON document.
   *
   * @throws dev.jera.runtime.JeraException if it is missing or no JSON document
   * @throws dev.jera.datasets.DatasetException if it is not NumPy's file that its name says
   */
  static Request of(Path file) {
    if (ArrayFiles.isNpy(file)) {
      return ArrayFiles.npy(file);
    }
    return ArrayFiles.isNpz(file) ? ArrayFiles.npz(file) : JsonRequest.read(file);
  }

  /**
   * Reads a file for each input: an array from {@code .npy}, else the bytes of the file as they
   * are, for a string input.
   *
   * @param files by input name
   * @throws dev.jera.runtime.JeraException if one cannot be read
   * @throws dev.jera.datasets.DatasetException if one is not NumPy's file that its name says
   */
  static Request of(Map<String, Path> files) {
    return ArrayFiles.named(files);
  }

  /** The signature that it names, where it does. */
  Optional<String> signatureName();

  /**
   * A tensor for each input of a signature, by name, of its dtype.
   *
   * @throws dev.jera.runtime.JeraException if an input is missing, unknown or not of its dtype
   */
  Map<String, TensorData> tensors(Signature signature);

  /** How it is answered. */
  default Form form() {
    return Form.COLUMNS;
  }
}

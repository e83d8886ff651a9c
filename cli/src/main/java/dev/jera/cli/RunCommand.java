package dev.jera.cli;

import dev.jera.cli.request.Request;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.json.PredictAnswer;
import dev.jera.serving.Planning;
import dev.jera.serving.Predictor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Calls any signature of a bundle. */
@Command(
    name = "run",
    description = {
      "Call a bundle with JSON, NumPy's files or other files, and answer in JSON.",
      "JSON is TensorFlow Serving's: columns, {\"inputs\": {\"name\": values, ...}} in, {\"outputs\": {\"name\": values, ...}} out, or rows, {\"instances\": [{\"name\": value, ...}, ...]} in, {\"predictions\": [{\"name\": value, ...}, ...]} out; where there is one input or output, its values stand for the object. Bytes are {\"b64\": \"...\"}.",
      "For a signature of serialized tf.Examples it may be {\"examples\": [{\"feature\": value or [values], ...}, ...]}: whole numbers, true and false make an int64_list, numbers with a point a float_list, texts and bytes a bytes_list; the features of {\"context\": {...}} belong to every example."
    })
final class RunCommand implements Runnable {
  private final Shell shell;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Mixin private LoadableBundle bundle = new LoadableBundle();

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      description =
          "What to call (default: the request's signature_name, else serving_default, else the only one).")
  private Optional<String> signatureName = Optional.empty();

  RunCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    Request request = input.request(command.commandLine(), shell.in());
    Optional<String> name = signatureName.or(request::signatureName);
    try (Predictor predictor = bundle.load(Planning.NONE)) {
      Signature signature = Signatures.choose(predictor, name);
      Map<String, TensorData> outputs =
          predictor.predict(signature.name(), request.tensors(signature));
      new PredictAnswer(request.form(), outputs).writeIndented(shell.out());
      shell.out().println();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

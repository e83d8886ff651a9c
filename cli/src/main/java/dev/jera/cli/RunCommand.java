package dev.jera.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jera.cli.json.Columns;
import dev.jera.cli.json.Inputs;
import dev.jera.cli.json.Json;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.serving.Predictor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls any signature of a bundle with JSON. */
@Command(
    name = "run",
    description = {
      "Call a bundle with JSON, in TensorFlow Serving's columnar form.",
      "{\"inputs\": {\"name\": values, ...}} in, {\"outputs\": {\"name\": values, ...}} out; where there is one input or output, its values stand for the object. Bytes are {\"b64\": \"...\"}."
    })
final class RunCommand implements Runnable {
  private static final String STANDARD_INPUT = "-";

  private final Shell shell;

  @Parameters(index = "0", paramLabel = "BUNDLE", description = Bundles.DESCRIPTION)
  private Path path = Path.of("");

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      description =
          "What to call (default: the request's signature_name, else serving_default, else the only one).")
  private Optional<String> signatureName = Optional.empty();

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE|-",
      description = "The request; - for standard input.")
  private String input = STANDARD_INPUT;

  RunCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    JsonNode request = read();
    Optional<String> name = signatureName.or(() -> Columns.signatureName(request));
    Signature signature = Signatures.choose(Bundles.describe(path), name);
    try (Predictor predictor = Predictor.load(path);
        Inputs inputs = Columns.read(request, signature)) {
      shell
          .out()
          .print(Columns.text(signature, predictor.predict(signature.name(), inputs.byName())));
    }
  }

  private JsonNode read() {
    if (input.equals(STANDARD_INPUT)) {
      return Json.read(shell.in(), "Standard input");
    }
    Path file = Path.of(input);
    if (!Files.exists(file)) {
      throw new JeraException(
          "%s: no such file (expected: a JSON request, or - for standard input)".formatted(input));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Json.read(in, input);
    } catch (IOException e) {
      throw new JeraException("%s cannot be read: %s".formatted(input, e), e);
    }
  }
}

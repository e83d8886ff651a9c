package dev.jera.cli;

import dev.jera.cli.request.JsonRequest;
import dev.jera.cli.request.Request;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option of {@code jera run} that says what the bundle is called with. */
final class InputOptions {
  private static final String STANDARD_INPUT = "-";
  private static final char NAME_ENDS = '=';

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE|-|NAME=FILE",
      description = {
        "The request: a JSON file, - for JSON on standard input, an .npz file with an array an input, or an .npy file where there is one input.",
        "Or NAME=FILE, repeated for each input: an .npy file, or any other whose bytes are the value of a string input."
      })
  private List<String> words = List.of();

  /**
   * Reads the request.
   *
   * @throws ParameterException if there are several, or two files for one input
   */
  Request request(CommandLine command, InputStream standardInput) {
    String first = words.get(0);
    if (words.size() == 1 && first.equals(STANDARD_INPUT)) {
      return JsonRequest.read(standardInput, "Standard input");
    } else if (words.size() == 1 && first.indexOf(NAME_ENDS) < 0) {
      return Request.of(Path.of(first));
    }
    return Request.of(files(command));
  }

  private Map<String, Path> files(CommandLine command) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String word : words) {
      int end = word.indexOf(NAME_ENDS);
      if (end <= 0) {
        throw new ParameterException(
            command,
            "--input %s (expected: NAME=FILE for each input, or one --input alone)"
                .formatted(word));
      }
      String name = word.substring(0, end);
      if (files.put(name, Path.of(word.substring(end + 1))) != null) {
        throw new ParameterException(
            command, "--input %s: a second file for '%s' (expected: one)".formatted(word, name));
      }
    }
    return files;
  }
}

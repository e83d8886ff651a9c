package dev.jera.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command that goes on with a run, in the words of the one that began it. */
final class ResumeWords {
  private ResumeWords() {}

  /**
   * Says a command again, with what {@code --resume} wants.
   *
   * @param parsed the command as it was given
   * @param checkpoints where the state of the run is
   * @return words to copy, such as {@code train lenet --epochs 3 --resume run}
   */
  static String of(ParseResult parsed, Path checkpoints) {
    List<String> words = new ArrayList<>();
    words.add(parsed.commandSpec().name());
    parsed.matchedPositionals().forEach(word -> words.addAll(word.originalStringValues()));
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      if (name.equals(OutputOptions.CHECKPOINT_DIR) || name.equals(OutputOptions.RESUME)) {
        continue;
      }
      words.add(name);
      if (option.arity().max() > 0) {
        words.addAll(option.originalStringValues());
      }
    }
    words.add(OutputOptions.RESUME);
    words.add(checkpoints.toString());
    return words.stream().map(Shell::quote).collect(Collectors.joining(" "));
  }
}

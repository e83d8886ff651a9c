package dev.jera.cli;

import java.util.Map;
import java.util.Stack;
import java.util.stream.Stream;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Takes flags with dashes for underscores and the other way round: both are in use. */
final class FlagSpelling implements IParameterPreprocessor {

  @SuppressWarnings("JdkObsolete") // picocli's type
  @Override
  public boolean preprocess(
      Stack<String> words, CommandSpec command, ArgSpec argument, Map<String, Object> info) {
    words.replaceAll(word -> word.startsWith("--") ? spelled(word, command) : word);
    return false;
  }

  private static String spelled(String word, CommandSpec command) {
    int end = word.indexOf('=') < 0 ? word.length() : word.indexOf('=');
    String flag = word.substring(2, end);
    return Stream.of(flag, flag.replace('-', '_'), flag.replace('_', '-'))
        .map(name -> "--" + name)
        .filter(command.optionsMap()::containsKey)
        .findFirst()
        .map(name -> name + word.substring(end))
        .orElse(word);
  }
}

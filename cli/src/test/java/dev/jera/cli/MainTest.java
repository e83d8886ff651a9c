package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.cli.Jera.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @Test
  void helpListsTheCommands() {
    Answer answer = Jera.call("help");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out())
        .startsWith("Usage: jera ")
        .contains(
            "train",
            "evaluate",
            "predict",
            "inspect",
            "run",
            "serve",
            "doctor",
            "completion",
            "help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "evaluate", "predict", "inspect", "run", "doctor", "completion"})
  void everyCommandHasHelp(String command) {
    Answer answer = Jera.call(command, "--help");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out()).startsWith("Usage: jera " + command).contains("Exit codes:");
    assertThat(answer.err()).isEmpty();
  }

  @Test
  void helpOfTrainListsTheRecipes() {
    assertThat(Jera.call("help", "train").out())
        .contains("keras-cnn ", "keras-cnn-rmsprop ", "fashion-mlp ");
  }

  @Test
  void versionNamesJeraTensorFlowJavaAndJava() {
    Answer answer = Jera.call("--version");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("jera \\d+\\.\\d+\\.\\d+.*"),
            line -> assertThat(line).matches("TensorFlow Java \\d+\\.\\d+\\.\\d+.*"),
            line -> assertThat(line).startsWith("Java "));
  }

  @Test
  void noCommandIsWrongUsage() {
    Answer answer = Jera.call();

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).startsWith("error: No command (expected: one of train, ");
  }

  @Test
  void unknownCommandIsWrongUsageAndGetsASuggestion() {
    Answer answer = Jera.call("trian");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err())
        .contains("error: Unmatched argument at index 0: 'trian'", "Did you mean: jera train?")
        .endsWith("Try 'jera --help'.\n");
  }

  @Test
  void unknownOptionIsWrongUsageAndGetsASuggestion() {
    Answer answer = Jera.call("train", "--epoch", "3");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err())
        .contains("error: Unknown option: '--epoch'", "--epochs")
        .endsWith("Try 'jera train --help'.\n");
  }

  @Test
  void failureIsOneLine() {
    Answer answer = Jera.call("inspect", "no-such-bundle");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).startsWith("error: SavedModel no-such-bundle: ");
  }

  @Test
  void stackTraceIsShownWhereItIsAskedFor() {
    Answer answer = Jera.call("inspect", "--stacktrace", "no-such-bundle");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err())
        .startsWith("error: SavedModel no-such-bundle: ")
        .contains("SavedModelException", "\tat dev.jera.");
  }

  @Test
  void completionIsABashScriptThatKnowsCommandsOptionsAndRecipes() {
    Answer answer = Jera.call("completion");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out())
        .startsWith("#!/usr/bin/env bash")
        .contains(
            "complete -F _complete_jera", "--batch-size", "keras-cnn-rmsprop", "fashion-mnist");
  }
}

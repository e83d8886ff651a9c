package dev.jera.cli;

import picocli.CommandLine.Command;

/** Prints a bash script. */
@Command(
    name = "completion",
    description = {
      "Print a bash script that completes the words of a command line.",
      "In bash: source <(./jera completion)"
    })
final class CompletionCommand implements Runnable {
  private final Shell shell;

  CompletionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    shell.out().println(Main.completionScript(shell));
  }
}

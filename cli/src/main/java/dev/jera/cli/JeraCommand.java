package dev.jera.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command above all others; it does nothing itself. */
@Command(
    name = "jera",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Deep learning for the JVM: train a network, look at it, ask it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all went well", "1:failure", "2:wrong usage"},
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    commandListHeading = "%nCommands:%n",
    subcommandsRepeatable = false)
final class JeraCommand implements Runnable {
  private final Failures failures;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  JeraCommand(Failures failures) {
    this.failures = failures;
  }

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the code a failure came from.")
  void setStackTrace(boolean wanted) {
    failures.showStackTraces(wanted);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "No command (expected: one of %s)"
            .formatted(String.join(", ", spec.subcommands().keySet())));
  }
}

package dev.jera.cli;

import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;

/**
 * The {@code jera} command.
 *
 * <p>Exit codes: 0 when all went well, 1 for a failure, 2 for wrong usage.
 *
 * <p>Nothing here touches TensorFlow: the commands that need it load it, with Jera's default native
 * settings, so that the others answer at once.
 */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    System.exit(run(Shell.standard(), args));
  }

  /** Runs a command in this process. */
  static int run(Shell shell, String... args) {
    Failures failures = new Failures(shell);
    int exitCode;
    try {
      exitCode = commandLine(shell, failures).execute(args);
    } catch (LinkageError | OutOfMemoryError e) {
      exitCode = failures.report(e);
    }
    shell.err().flush();
    // Whoever reads the answer may have gone, as head does: no reason to talk, but not a success.
    return shell.out().checkError() && exitCode == ExitCode.OK ? ExitCode.SOFTWARE : exitCode;
  }

  /** The whole command with its subcommands. */
  static CommandLine commandLine(Shell shell, Failures failures) {
    return new CommandLine(new JeraCommand(failures))
        .addSubcommand(new TrainCommand(shell))
        .addSubcommand(new EvaluateCommand(shell))
        .addSubcommand(new PredictCommand(shell))
        .addSubcommand(new InspectCommand(shell))
        .addSubcommand(new RunCommand(shell))
        .addSubcommand(new DoctorCommand(shell))
        .addSubcommand(new CompletionCommand(shell))
        .addSubcommand(new HelpCommand())
        .setCommandName(shell.command())
        .setOut(shell.outWriter())
        .setErr(shell.errWriter())
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  /** The bash script that completes the command's words. */
  static String completionScript(Shell shell) {
    return AutoComplete.bash("jera", commandLine(shell, new Failures(shell)));
  }
}

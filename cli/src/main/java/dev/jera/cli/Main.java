package dev.jera.cli;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.NativeSettings;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;

/**
 * The {@code jera} command.
 *
 * <p>Exit codes: 0 when all went well, 1 for a failure, 2 for wrong usage.
 *
 * <p>Only the commands that need TensorFlow load it, with Jera's default native settings, so that
 * the others answer at once.
 */
public final class Main {
  private static final ImmutableMap<String, Function<Shell, Object>> COMMANDS =
      ImmutableMap.<String, Function<Shell, Object>>builder()
          .put("train", TrainCommand::new)
          .put("evaluate", EvaluateCommand::new)
          .put("predict", PredictCommand::new)
          .put("inspect", InspectCommand::new)
          .put("run", RunCommand::new)
          .put("serve", ServeCommand::new)
          .put("doctor", DoctorCommand::new)
          .put("completion", CompletionCommand::new)
          .buildOrThrow();

  /** The commands whose answer is waited for: TensorFlow loads while the rest gets ready. */
  private static final Set<String> ASKING = Set.of("predict", "run");

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    if (args.length > 0 && ASKING.contains(args[0])) {
      NativeSettings.loadAhead();
      // Meanwhile: logback reads its configuration.
      var unused = LoggerFactory.getILoggerFactory();
    }
    System.exit(run(Shell.standard(), args));
  }

  /** Runs a command in this process. */
  static int run(Shell shell, String... args) {
    Failures failures = new Failures(shell);
    int exitCode;
    try {
      exitCode = commandLine(shell, failures, args).execute(args);
    } catch (LinkageError | OutOfMemoryError e) {
      exitCode = failures.report(e);
    }
    shell.err().flush();
    // Whoever reads the answer may have gone, as head does: no reason to talk, but not a success.
    return shell.out().checkError() && exitCode == ExitCode.OK ? ExitCode.SOFTWARE : exitCode;
  }

  /** The whole command with its subcommands. */
  private static CommandLine commandLine(Shell shell, Failures failures) {
    CommandLine jera = bare(shell, failures);
    COMMANDS.forEach((name, command) -> jera.addSubcommand(name, command.apply(shell)));
    return configured(jera.addSubcommand(new HelpCommand()), shell, failures);
  }

  /**
   * The command with the subcommand that the first word names: to make the others as well takes
   * longer than to parse the line.
   */
  private static CommandLine commandLine(Shell shell, Failures failures, String[] args) {
    Function<Shell, Object> command = args.length == 0 ? null : COMMANDS.get(args[0]);
    return command == null
        ? commandLine(shell, failures)
        : configured(
            bare(shell, failures).addSubcommand(args[0], command.apply(shell)), shell, failures);
  }

  private static CommandLine bare(Shell shell, Failures failures) {
    return new CommandLine(new JeraCommand(failures)).setCommandName(shell.command());
  }

  /** Settings that reach the subcommands there are. */
  private static CommandLine configured(CommandLine jera, Shell shell, Failures failures) {
    return jera.setOut(shell.outWriter())
        .setErr(shell.errWriter())
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  /** The bash script that completes the command's words. */
  static String completionScript(Shell shell) {
    return AutoComplete.bash("jera", commandLine(shell, new Failures(shell)));
  }
}

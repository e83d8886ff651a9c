package dev.jera.cli;

import com.google.common.base.Throwables;
import dev.jera.datasets.DatasetException;
import dev.jera.runtime.JeraException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the user gets to see of a failure: one line, and a stack trace where it was asked for. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  /** What loads its library, and the library's files, have one of these in their names. */
  private static final Pattern TENSORFLOW =
      Pattern.compile("tensorflow|javacpp|bytedeco", Pattern.CASE_INSENSITIVE);

  private final Shell shell;
  private boolean stackTraces;

  Failures(Shell shell) {
    this.shell = shell;
  }

  void showStackTraces(boolean wanted) {
    stackTraces = wanted;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    return report(e);
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    shell.err().println("error: " + oneLine(e.getMessage()));
    UnmatchedArgumentException.printSuggestions(e, shell.errWriter());
    shell.err().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE;
  }

  /** Prints the failure and gives the exit code. */
  int report(Throwable failure) {
    shell.err().println("error: " + describe(failure));
    if (stackTraces) {
      failure.printStackTrace(shell.err());
    }
    return ExitCode.SOFTWARE;
  }

  private String describe(Throwable failure) {
    String message = oneLine(failure.getMessage());
    if (failure instanceof JeraException
        || failure instanceof DatasetException
        || failure instanceof IllegalArgumentException
        || failure instanceof IllegalStateException) {
      return message;
    } else if (failure instanceof IOException || failure instanceof UncheckedIOException) {
      return oneLine(failure.toString());
    } else if (failure instanceof LinkageError && isOfTensorFlow(failure)) {
      return "TensorFlow's native library cannot be loaded: %s. '%s doctor' says more."
          .formatted(oneLine(Throwables.getRootCause(failure).getMessage()), shell.command());
    } else if (failure instanceof OutOfMemoryError) {
      return "out of memory: %s. Give Java more: JERA_JAVA_OPTS=-Xmx2g".formatted(message);
    }
    return "unexpected %s; this is a defect of Jera, and --stacktrace shows where"
        .formatted(oneLine(failure.toString()));
  }

  /** Other classes that do not fit together are no matter of its native library. */
  private static boolean isOfTensorFlow(Throwable failure) {
    return Throwables.getCausalChain(failure).stream()
        .anyMatch(cause -> TENSORFLOW.matcher(String.valueOf(cause.getMessage())).find());
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}

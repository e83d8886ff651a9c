package dev.jera.cli;

import static com.google.common.collect.MoreCollectors.toOptional;

import com.google.common.base.Throwables;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.savedmodel.SavedModelOpsException;
import dev.jera.server.ModelServer;
import dev.jera.server.ModelServerException;
import dev.jera.server.ServerOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves models over the network. */
@Command(
    name = "serve",
    preprocessor = FlagSpelling.class,
    description = {
      "Serve models over REST and gRPC, as TensorFlow Serving does and by the Open Inference Protocol, with a page to try them.",
      "Without flags it serves every model in savedmodels/. It says 'ready' when all of them answer, and stops on SIGTERM or Ctrl-C: it takes no more requests, finishes those under way, and exits with 0.",
      "Flags have TensorFlow Serving's names, with underscores or dashes; those that are on or off stand alone or with =true or =false."
    })
final class ServeCommand implements Runnable {
  private final Shell shell;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Mixin private ModelFlags models = new ModelFlags();

  @Mixin private NetworkFlags network = new NetworkFlags();

  @Mixin private VersionFlags versions = new VersionFlags();

  @Mixin private BatchingFlags batching = new BatchingFlags();

  @Mixin private ThreadFlags threads = new ThreadFlags();

  @Mixin private LimitFlags limits = new LimitFlags();

  @Option(
      names = "--access_log",
      paramLabel = "true|false",
      arity = Switch.ARITY,
      fallbackValue = Switch.ON,
      converter = Switch.class,
      description = "Whether each request is a line on standard error (default: ${DEFAULT-VALUE}).")
  private boolean logsAccess;

  ServeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    ServerOptions options = options();
    NativeSettings natives = natives();
    ServerLog.configure(logsAccess);
    natives.apply();
    ModelServer server = start(options);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "jera-serve-stop"));
    new Announcement(options, server).print(shell.out());
    server.awaitClose();
  }

  /**
   * What the flags ask for.
   *
   * @throws CommandLine.ParameterException if they contradict each other
   * @throws dev.jera.runtime.JeraException if a file is broken, or if there is nothing to serve
   */
  ServerOptions options() {
    CommandLine line = command.commandLine();
    ServerOptions options = network.applyTo(ServerOptions.defaults(), line);
    options = limits.applyTo(options, line);
    return models
        .applyTo(options, versions.loading(), line, shell)
        .withRepository(versions.repository())
        .withBatching(batching.batching(line));
  }

  /** The threads that the flags ask for. */
  NativeSettings natives() {
    return threads.settings(command.commandLine());
  }

  private ModelServer start(ServerOptions options) {
    try {
      return ModelServer.start(options);
    } catch (ModelServerException e) {
      throw Throwables.getCausalChain(e).stream()
          .filter(SavedModelOpsException.class::isInstance)
          .map(SavedModelOpsException.class::cast)
          .collect(toOptional())
          .map(versions::withAdvice)
          .map(RuntimeException.class::cast)
          .orElse(e);
    }
  }

  private void stop(ModelServer server) {
    shell.out().println("stopping: no more requests, those under way are finished");
    int exitCode = ExitCode.OK;
    try {
      server.close();
      shell.out().println("stopped");
    } catch (RuntimeException e) {
      exitCode = new Failures(shell).report(e);
    }
    // By itself Java ends with the signal's number, as if it had not stopped in good order: systemd
    // and Kubernetes would tell of a failure.
    Runtime.getRuntime().halt(exitCode);
  }
}

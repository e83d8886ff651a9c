package dev.jera.runtime.savedmodel;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.GraphSession;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.RegisteredOps;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.OpDef;

/**
 * A SavedModel alive on a session: its graph imported, its variables restored, its initializers
 * run. It owns native memory; whoever loaded it closes it, after the last run.
 *
 * <p>It is loaded from the MetaGraphDef rather than by TensorFlow Java's SavedModelBundle, which
 * refuses signatures that disagree with the graph, though TensorFlow itself runs them.
 */
public final class LoadedSavedModel implements AutoCloseable {
  private final SavedModel description;
  private final GraphSession session;
  private final ImmutableSortedMap<String, Signature> signatures;
  private final List<OpDef> ops;
  private final VariableProbe variables;

  private LoadedSavedModel(
      SavedModel description,
      GraphSession session,
      ImmutableSortedMap<String, Signature> signatures,
      List<OpDef> ops,
      VariableProbe variables) {
    this.description = description;
    this.session = session;
    this.signatures = signatures;
    this.ops = ops;
    this.variables = variables;
  }

  /**
   * Loads a bundle, and checks what can be checked before the first call: that its files are whole,
   * that TensorFlow has its ops and may run them, and that every variable has a value which a
   * signature without a problem reads.
   *
   * @throws SavedModelException if one of these fails, or TensorFlow cannot load it
   * @throws JeraException if the options name a GPU that TensorFlow cannot have
   */
  public static LoadedSavedModel load(SavedModel description, LoadOptions options) {
    @Nullable GraphSession session = null;
    try {
      // What Java can check comes first: TensorFlow may still be loading, on another thread.
      Integrity.check(description.path());
      BundleSession.checkFiles(description);
      GraphView view = new GraphView(description.metaGraph().getGraphDef());
      OpCheck ops = new OpCheck(description, view);
      ops.checkAllowed(options.allowedOps());
      ConstantCheck.check(description.path(), description.metaGraph().getGraphDef());
      int depth = GraphDepth.of(description.path(), view);
      NativeSettings.ensureLoaded();
      options.opLibraries().forEach(LoadedSavedModel::loadLibrary);
      List<OpDef> known = RegisteredOps.usedBy(description.metaGraph().getGraphDef());
      ops.checkKnown(known);
      GraphDef.Builder graph = PortableGraph.of(description.metaGraph(), known).toBuilder();
      VariableProbe probe = VariableProbe.add(graph);
      session = GraphSession.open(graph.build(), options.session(), depth);
      BundleSession once = new BundleSession(description, session);
      once.restore();
      once.initialize();
      ImmutableSortedMap<String, Signature> signatures =
          ResolvedSignatures.of(description, session);
      checkVariables(description, probe.missing(session, signatures.values()));
      return new LoadedSavedModel(description, session, signatures, known, probe);
    } catch (RuntimeException | Error e) {
      if (session != null) {
        session.close();
      }
      if (e instanceof JeraException || e instanceof Error) {
        throw e;
      }
      throw new SavedModelException(
          "SavedModel %s: TensorFlow cannot load it: %s"
              .formatted(description.path(), BundleSession.firstLine(e)),
          e);
    }
  }

  private static void loadLibrary(Path library) {
    try {
      TensorFlow.loadLibrary(library.toAbsolutePath().toString());
    } catch (UnsatisfiedLinkError | RuntimeException e) {
      throw new SavedModelException(
          "Op library %s: TensorFlow cannot load it: %s (expected: a shared library built for TensorFlow %s)"
              .formatted(library, e.getMessage(), TensorFlow.version()),
          e);
    }
  }

  private static void checkVariables(SavedModel bundle, Map<String, Set<String>> missing) {
    if (!missing.isEmpty()) {
      throw new SavedModelException(
          "SavedModel %s: its signatures read variables that have no value after loading, by the variable's name: %s (expected: all of them in %s.*). %s; export it again"
              .formatted(bundle.path(), missing, SavedModel.VARIABLES, BundleSession.keys(bundle)));
    }
  }

  /** What was loaded. */
  public SavedModel description() {
    return description;
  }

  /**
   * The signatures, sorted by name, as the graph has them: where a signature's dtype or shape
   * disagrees with the graph, the graph's stands here. Those that cannot be called say why.
   */
  public Map<String, Signature> signatures() {
    return signatures;
  }

  /**
   * A tensor of the graph, to be answered besides what a signature answers, see {@link
   * Signature#withOutput}. What is inside of a function, where TensorFlow 2 puts a whole model, is
   * not to be had.
   *
   * @param name what it is to be called
   * @param tensor its name in the graph, such as {@code dense/Relu:0}
   * @throws IllegalArgumentException if the graph has no such tensor
   */
  public TensorSpec tensor(String name, String tensor) {
    Dtype dtype =
        session
            .dtypeOf(tensor)
            .map(Dtype::of)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "No tensor '%s' in %s (expected: one of the graph itself, such as 'dense/Relu:0'; its functions' are hidden)"
                            .formatted(tensor, description.path())));
    return new TensorSpec(name, tensor, dtype, session.shapeOf(tensor));
  }

  /**
   * Prepares calls of a signature.
   *
   * @param signature one of {@link #signatures()}, perhaps with more outputs
   * @param outputs the names of the outputs that are wanted
   * @return a run that is fed the inputs in the order of {@link Signature#inputs()} and answers the
   *     outputs in the order of {@code outputs}; any number of threads may run it at once
   * @throws IllegalArgumentException if the signature has no such output, or cannot be called
   * @throws IllegalStateException if this is closed
   */
  public PreparedRun prepare(Signature signature, List<String> outputs) {
    checkCallable(signature);
    return session.prepare(
        signature.inputs().values().stream().map(TensorSpec::tensor).toList(),
        outputs.stream().map(name -> output(signature, name)).toList(),
        List.of());
  }

  private static void checkCallable(Signature signature) {
    checkArgument(
        signature.problem().isEmpty(),
        "Signature '%s' cannot be called: %s",
        signature.name(),
        signature.problem().orElse(""));
  }

  private static String output(Signature signature, String name) {
    TensorSpec spec = signature.outputs().get(name);
    if (spec == null) {
      throw new IllegalArgumentException(
          "Signature '%s' has no output '%s': it has %s"
              .formatted(signature.name(), name, signature.outputs().keySet()));
    }
    return spec.tensor();
  }

  /**
   * The graph of a signature alone: functions in the place of their calls, variables as constants
   * of their present values, what it is fed as placeholders. It reads no state, so that anything
   * may run it, as often as it likes.
   *
   * @param signature one of {@link #signatures()}
   * @throws SavedModelException if the signature changes state or reads other state than variables,
   *     or if the graph cannot be written as one message
   * @throws IllegalArgumentException if the signature cannot be called
   * @throws IllegalStateException if this is closed
   */
  public FrozenGraph freeze(Signature signature) {
    checkCallable(signature);
    GraphDef graph = PortableGraph.of(description.metaGraph(), ops);
    try {
      return new Freezer(graph, ops, names -> variables.values(session, names)).freeze(signature);
    } catch (FreezingException e) {
      throw new SavedModelException(
          "SavedModel %s: signature '%s' cannot be frozen: %s"
              .formatted(description.path(), signature.name(), e.getMessage()),
          e);
    }
  }

  /**
   * Writes the bundle with the present values of its variables as a new bundle, whole or not at
   * all. Its assets go with it; its fingerprint and its golden samples, which would be wrong, do
   * not.
   *
   * @param target the directory to make; it must not exist
   * @throws SavedModelException if the target exists or cannot be written, or if the bundle has no
   *     op that saves its variables
   */
  public void saveTo(Path target) {
    BundleCopy.write(description, target, new BundleSession(description, session)::save);
  }

  /** Frees the graph and the session. Closing twice is harmless. */
  @Override
  public void close() {
    session.close();
  }
}

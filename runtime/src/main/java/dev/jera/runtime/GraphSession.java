package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteImportGraphDefOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphGetTensorNumDims;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphGetTensorShape;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphImportGraphDef;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewBufferFromString;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewImportGraphDefOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationNumOutputs;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationOutputType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_ImportGraphDefOptions;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/**
 * A graph alive on a session, for running alone: it takes and gives {@link TensorData} of every
 * dtype, and resolves names once, when a call is prepared.
 *
 * <p>It owns native memory: close it, after its last run has come back.
 */
public final class GraphSession implements AutoCloseable {
  /** What the number of a reference type is above that of its value's. */
  private static final int REFERENCE = 100;

  private static final LongAdder OPEN = new LongAdder();

  private final TF_Graph graph;
  private final TF_Session session;
  private final Frames frames = new Frames();
  private final Queue<PreparedRun> prepared = new ConcurrentLinkedQueue<>();
  private final int depth;

  private GraphSession(TF_Graph graph, TF_Session session, int depth) {
    this.graph = graph;
    this.session = session;
    this.depth = depth;
    OPEN.increment();
  }

  /** How many are open. */
  static long count() {
    return OPEN.sum();
  }

  /**
   * Imports a graph and opens a session on it.
   *
   * @throws RuntimeException one of {@code org.tensorflow.exceptions}, which have no other type in
   *     common, if TensorFlow refuses the graph
   * @throws JeraException if TensorFlow cannot have a GPU that the options name
   */
  public static GraphSession open(GraphDef definition, SessionOptions options) {
    return open(definition, options, 0);
  }

  /**
   * As {@link #open(GraphDef, SessionOptions)}, for a graph that may be deep.
   *
   * @param depth how many ops in a row it has: where they are many, what is prepared is run for the
   *     first time on a thread with a stack for them
   */
  public static GraphSession open(GraphDef definition, SessionOptions options, int depth) {
    NativeSettings.ensureLoaded();
    Device.requireVisibleGpus(options);
    TF_Graph graph = TF_NewGraph();
    try {
      importInto(graph, definition);
      return new GraphSession(graph, newSession(graph, options), depth);
    } catch (RuntimeException | Error e) {
      TF_DeleteGraph(graph);
      throw e;
    }
  }

  private static void importInto(TF_Graph graph, GraphDef definition) {
    TF_ImportGraphDefOptions options = TF_NewImportGraphDefOptions();
    try (Status status = new Status();
        BytePointer bytes = new BytePointer(definition.toByteArray())) {
      TF_Buffer buffer = TF_NewBufferFromString(bytes, bytes.capacity());
      TF_GraphImportGraphDef(graph, buffer, options, status.handle());
      TF_DeleteBuffer(buffer);
      status.check();
    } finally {
      TF_DeleteImportGraphDefOptions(options);
    }
  }

  private static TF_Session newSession(TF_Graph graph, SessionOptions sessionOptions) {
    TF_SessionOptions options = TF_NewSessionOptions();
    try (Status status = new Status();
        BytePointer config = new BytePointer(sessionOptions.toProto().toByteArray())) {
      TF_SetConfig(options, config, config.capacity(), status.handle());
      status.check();
      TF_Session session = TF_NewSession(graph, options, status.handle());
      status.check();
      return session;
    } finally {
      TF_DeleteSessionOptions(options);
    }
  }

  /** The dtype of a tensor such as {@code dense/Softmax:0}; empty if the graph has no such one. */
  public Optional<DataType> dtypeOf(String tensor) {
    return find(tensor)
        .map(
            output -> {
              try (output) {
                return valueType(TF_OperationOutputType(output));
              }
            });
  }

  /** What a run answers of a type: old variables have types of references, 100 above. */
  private static DataType valueType(int type) {
    DataType value = DataType.forNumber(type > REFERENCE ? type - REFERENCE : type);
    return value == null ? DataType.DT_INVALID : value;
  }

  /** The shape that the graph knows of a tensor; unknown too if the graph has no such one. */
  public Shape shapeOf(String tensor) {
    return find(tensor).map(this::shapeOf).orElse(Shape.unknown());
  }

  private Shape shapeOf(TF_Output output) {
    try (output;
        Status status = new Status()) {
      int rank = TF_GraphGetTensorNumDims(graph, output, status.handle());
      status.check();
      if (rank < 0) {
        return Shape.unknown();
      }
      long[] dims = new long[rank];
      TF_GraphGetTensorShape(graph, output, dims, rank, status.handle());
      status.check();
      return Shape.of(dims);
    }
  }

  /**
   * Resolves names to ops, once for any number of runs.
   *
   * @param feeds the tensors that a run is given, each once
   * @param fetches the tensors that it answers; one may stand there twice, or be fed
   * @param targets the ops that are run for their effect
   * @throws IllegalArgumentException if the graph has no such tensor or op
   * @throws IllegalStateException if the session is closed
   */
  public PreparedRun prepare(List<String> feeds, List<String> fetches, List<String> targets) {
    frames.checkOpen();
    List<TensorName> fed = feeds.stream().map(TensorName::parse).toList();
    AnswerSources sources = AnswerSources.of(fed, fetches.stream().map(TensorName::parse).toList());
    PreparedRun run =
        new PreparedRun(
            session,
            frames,
            outputs(fed),
            fed.size(),
            outputs(sources.fetched()),
            sources,
            targets.stream().map(this::operation).toList(),
            depth);
    prepared.add(run);
    return run;
  }

  /** Closes the session and frees the graph. Closing twice is harmless. */
  @Override
  public void close() {
    if (frames.close()) {
      prepared.forEach(PreparedRun::free);
      try (Status status = new Status()) {
        TF_CloseSession(session, status.handle());
        TF_DeleteSession(session, status.handle());
      }
      TF_DeleteGraph(graph);
      OPEN.decrement();
    }
  }

  private TF_Output outputs(List<TensorName> tensors) {
    TF_Output array = new TF_Output(Math.max(1, tensors.size()));
    for (int i = 0; i < tensors.size(); i++) {
      TensorName name = tensors.get(i);
      TF_Operation operation = operation(name.operation());
      int count = TF_OperationNumOutputs(operation);
      checkArgument(name.index() < count, "No tensor '%s': its op gives %s of them", name, count);
      array.position(i).oper(operation).index(name.index());
    }
    return array.position(0);
  }

  private TF_Operation operation(String name) {
    TF_Operation operation = TF_GraphOperationByName(graph, name);
    if (operation == null) {
      throw new IllegalArgumentException("No op '%s' in the graph".formatted(name));
    }
    return operation;
  }

  /** The caller closes it. */
  private Optional<TF_Output> find(String tensor) {
    frames.checkOpen();
    TensorName name = TensorName.parse(tensor);
    TF_Operation operation = TF_GraphOperationByName(graph, name.operation());
    if (operation == null || name.index() >= TF_OperationNumOutputs(operation)) {
      return Optional.empty();
    }
    return Optional.of(new TF_Output(1).oper(operation).index(name.index()));
  }
}

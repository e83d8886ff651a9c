package dev.jera.onnx;

import static com.google.common.base.Preconditions.checkArgument;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.NativeEnvironment;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.AcceleratedModel;
import dev.jera.serving.Accelerator;
import dev.jera.serving.AcceleratorException;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * Answers a bundle with ONNX Runtime on the CPU, where all its signatures can be translated: of
 * numbers alone, without state, of ops that are known here.
 *
 * <p>{@code Predictor.load(path, PredictorOptions.defaults().withAccelerator(new
 * OnnxAccelerator()))}; {@code predictor.engine()} tells what came of it.
 *
 * @param intraOpThreads how many threads work on one call; 0 for one a core, which is fastest for
 *     one caller who has the cores for himself. They wait for work in a loop: where several callers
 *     ask at once, or the cores have other work, 1 is faster
 * @see <a href="https://onnxruntime.ai/docs/performance/tune-performance/threading.html">ONNX
 *     Runtime's threads</a>
 */
@RecordBuilder
public record OnnxAccelerator(int intraOpThreads)
    implements Accelerator, OnnxAcceleratorBuilder.With {

  /** Checks the range. */
  public OnnxAccelerator {
    checkArgument(intraOpThreads >= 0, "intraOpThreads: %s (expected: >= 0)", intraOpThreads);
  }

  /** One thread a core. */
  public OnnxAccelerator() {
    this(0);
  }

  /** The word {@code onnx}. */
  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public AcceleratedModel accelerate(LoadedSavedModel model) {
    OrtEnvironment environment = environment();
    Map<Tensors, OnnxSession> sessions = new HashMap<>();
    Map<String, OnnxModel.Entry> entries = new HashMap<>();
    try {
      for (Signature signature : model.signatures().values()) {
        if (signature.problem().isEmpty()) {
          OnnxSession session =
              sessions.computeIfAbsent(
                  new Tensors(signature), tensors -> open(environment, model, signature));
          entries.put(signature.name(), new OnnxModel.Entry(signature, session));
        }
      }
      return new OnnxModel("ONNX Runtime " + environment.getVersion(), entries);
    } catch (RuntimeException | Error e) {
      sessions.values().forEach(OnnxSession::close);
      throw e;
    }
  }

  /** Signatures of the same tensors in the same order can share a session. */
  private record Tensors(List<String> inputs, List<String> outputs) {
    Tensors(Signature signature) {
      this(tensors(signature.inputs()), tensors(signature.outputs()));
    }

    private static List<String> tensors(Map<String, TensorSpec> specs) {
      return specs.values().stream()
          .map(spec -> spec.tensor() + Shapes.format(spec.shape()))
          .toList();
    }
  }

  private OnnxSession open(
      OrtEnvironment environment, LoadedSavedModel model, Signature signature) {
    try {
      signature.inputs().values().forEach(OnnxTypes::check);
      signature.outputs().values().forEach(OnnxTypes::check);
      byte[] translated = GraphTranslator.translate(model.freeze(signature));
      return OnnxSession.open(
          environment,
          translated,
          intraOpThreads == 0 ? Runtime.getRuntime().availableProcessors() : intraOpThreads,
          signature.inputs().size(),
          signature.outputs().values().stream().map(TensorSpec::dtype).toList());
    } catch (JeraException
        | TensorFlowException
        | TFUnimplementedException
        | IllegalArgumentException e) {
      throw new AcceleratorException(
          "signature '%s': %s".formatted(signature.name(), e.getMessage()), e);
    }
  }

  private static OrtEnvironment environment() {
    // What it would tell its makers is gathered while it loads: by regular expressions that
    // overflow
    // the stack where the command line is long, and by a shell that has to be there, see
    // https://github.com/microsoft/onnxruntime/issues/32173
    NativeEnvironment.setUnlessGiven("ORT_DISABLE_TELEMETRY", "1");
    try {
      return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    } catch (LinkageError e) {
      throw new AcceleratorException("ONNX Runtime cannot be loaded: " + e.getMessage(), e);
    }
  }
}

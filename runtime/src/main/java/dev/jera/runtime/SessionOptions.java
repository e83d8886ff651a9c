package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * How a TensorFlow session uses the machine. The threads that one op may use are the process's, not
 * a session's: see {@link NativeSettings}.
 *
 * @param interOpThreads ops that may run at once; 0 for one a core
 * @param softPlacement whether an op that its device cannot run goes to the CPU instead of failing
 * @param gpuMemoryGrowth whether GPU memory is taken as needed rather than all at once
 */
@RecordBuilder
public record SessionOptions(int interOpThreads, boolean softPlacement, boolean gpuMemoryGrowth)
    implements SessionOptionsBuilder.With {

  /** Checks the thread count, at least 0. */
  public SessionOptions {
    checkArgument(interOpThreads >= 0, "interOpThreads: %s (expected: >= 0)", interOpThreads);
  }

  /** One thread a core, soft placement, GPU memory as needed. */
  public static SessionOptions defaults() {
    return new SessionOptions(0, true, true);
  }

  /** These options as TensorFlow's own message. */
  public ConfigProto toProto() {
    return ConfigProto.newBuilder()
        .setInterOpParallelismThreads(interOpThreads)
        .setUsePerSessionThreads(interOpThreads > 0)
        .setAllowSoftPlacement(softPlacement)
        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(gpuMemoryGrowth))
        .build();
  }
}

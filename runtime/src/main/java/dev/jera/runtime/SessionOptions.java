package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GPUOptions.Experimental.VirtualDevices;

/**
 * How a TensorFlow session uses the machine. The choice of oneDNN's kernels is the process's:
 * {@link NativeSettings} makes it, once. A session cannot ask for others.
 *
 * <p>What is said of GPUs does nothing on a machine without one, but for {@code visibleGpus}: who
 * names GPUs gets them or an error. The first of a process that sees a GPU, a session or {@link
 * Device#list()}, decides how its memory is taken and which number it has; later sessions may name
 * fewer GPUs, but have to begin with the same ones.
 *
 * @param interOpThreads ops that may run at once; 0 for the pool that sessions share, one thread a
 *     core unless {@link NativeSettings#interOpThreads()} says otherwise; {@value #ON_CALLER} for
 *     one after the other, on the thread that runs the session; else the session has so many
 *     threads of its own
 * @param intraOpThreads threads that one op may use; 0 for as many as {@link
 *     NativeSettings#intraOpThreads()} says, one a core unless it does. It needs {@link
 *     NativeSettings#poolPerSession()}: without it the first session decides for all
 * @param softPlacement whether an op that its device cannot run, or whose device is not there, goes
 *     to another one instead of failing
 * @param logDevicePlacement whether the device of each op is printed to standard error
 * @param visibleGpus the GPUs to use, in CUDA's numbers from 0 (nvidia-smi's, if CUDA_DEVICE_ORDER
 *     is PCI_BUS_ID); the first becomes GPU:0; an empty list for the CPU alone; an empty Optional
 *     for all there are
 * @param gpuMemoryGrowth whether GPU memory is taken as needed rather than all at once
 * @param gpuMemoryFraction the most of each GPU's memory to take, above 0 and at most 1; empty for
 *     nearly all of it
 * @param gpuMemoryLimit the same in megabytes of 2^20 bytes, at least 1; it needs {@code
 *     visibleGpus}
 * @see <a href="https://www.tensorflow.org/guide/gpu">TensorFlow's guide to GPUs</a>
 */
@RecordBuilder
public record SessionOptions(
    int interOpThreads,
    int intraOpThreads,
    boolean softPlacement,
    boolean logDevicePlacement,
    Optional<List<Integer>> visibleGpus,
    boolean gpuMemoryGrowth,
    OptionalDouble gpuMemoryFraction,
    OptionalInt gpuMemoryLimit)
    implements SessionOptionsBuilder.With {
  /** The {@code interOpThreads} of a session whose ops run on the caller's thread. */
  public static final int ON_CALLER = -1;

  /** Checks the ranges, and that the GPUs' memory is bounded in one way only. */
  public SessionOptions {
    checkArgument(
        interOpThreads >= ON_CALLER,
        "interOpThreads: %s (expected: >= 0, or %s for the caller's thread)",
        interOpThreads,
        ON_CALLER);
    checkArgument(intraOpThreads >= 0, "intraOpThreads: %s (expected: >= 0)", intraOpThreads);
    visibleGpus = visibleGpus.map(ImmutableList::copyOf);
    visibleGpus.ifPresent(SessionOptions::checkNumbers);
    double fraction = gpuMemoryFraction.orElse(1);
    checkArgument(
        fraction > 0 && fraction <= 1, "gpuMemoryFraction: %s (expected: > 0 and <= 1)", fraction);
    int limit = gpuMemoryLimit.orElse(1);
    checkArgument(limit > 0, "gpuMemoryLimit: %s (expected: megabytes, >= 1)", limit);
    checkArgument(
        gpuMemoryLimit.isEmpty() || gpuMemoryFraction.isEmpty(),
        "gpuMemoryLimit: %s (expected: none beside gpuMemoryFraction)",
        limit);
    checkArgument(
        gpuMemoryLimit.isEmpty() || visibleGpus.isPresent(),
        "gpuMemoryLimit: %s (expected: together with visibleGpus, the GPUs that it is for)",
        limit);
  }

  /** One thread a core, soft placement, every GPU with its memory as needed. */
  public static SessionOptions defaults() {
    return new SessionOptions(
        0, 0, true, false, Optional.empty(), true, OptionalDouble.empty(), OptionalInt.empty());
  }

  /** With these GPUs; with none of them, the CPU alone. */
  public SessionOptions withVisibleGpus(List<Integer> numbers) {
    return withVisibleGpus(Optional.of(numbers));
  }

  /** With at most this part of each GPU's memory, above 0 and at most 1. */
  public SessionOptions withGpuMemoryFraction(double fraction) {
    return withGpuMemoryFraction(OptionalDouble.of(fraction));
  }

  /** With at most so many megabytes of each of the {@code visibleGpus}, to be named before. */
  public SessionOptions withGpuMemoryLimit(int megabytes) {
    return withGpuMemoryLimit(OptionalInt.of(megabytes));
  }

  /**
   * Opens a session on a graph; whoever opens it closes it.
   *
   * @throws JeraException if TensorFlow cannot have a GPU that {@code visibleGpus} names; it would
   *     itself run on the CPU and say nothing
   */
  public Session open(Graph graph) {
    NativeSettings.ensureLoaded();
    Device.requireVisibleGpus(this);
    return new Session(graph, toProto());
  }

  /** These options as TensorFlow's own message. */
  public ConfigProto toProto() {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setInterOpParallelismThreads(interOpThreads)
            .setIntraOpParallelismThreads(intraOpThreads)
            .setUsePerSessionThreads(interOpThreads > 0)
            .setAllowSoftPlacement(softPlacement)
            .setLogDevicePlacement(logDevicePlacement);
    List<Integer> numbers = visibleGpus.orElse(ImmutableList.of());
    if (visibleGpus.isPresent() && numbers.isEmpty()) {
      // An empty visible_device_list means all of them.
      return config.putDeviceCount(Device.GPU, 0).build();
    }
    GPUOptions.Builder gpu =
        GPUOptions.newBuilder()
            .setAllowGrowth(gpuMemoryGrowth)
            .setVisibleDeviceList(
                numbers.stream().map(String::valueOf).collect(Collectors.joining(",")));
    gpuMemoryFraction.ifPresent(gpu::setPerProcessGpuMemoryFraction);
    gpuMemoryLimit.ifPresent(
        megabytes ->
            numbers.forEach(
                number ->
                    gpu.getExperimentalBuilder()
                        .addVirtualDevices(
                            VirtualDevices.newBuilder().addMemoryLimitMb(megabytes))));
    return config.setGpuOptions(gpu).build();
  }

  private static void checkNumbers(List<Integer> numbers) {
    checkArgument(
        numbers.stream().allMatch(number -> number >= 0),
        "visibleGpus: %s (expected: numbers from 0)",
        numbers);
    checkArgument(
        ImmutableSet.copyOf(numbers).size() == numbers.size(),
        "visibleGpus: %s (expected: each GPU once)",
        numbers);
  }
}

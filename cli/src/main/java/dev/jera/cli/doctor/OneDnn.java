package dev.jera.cli.doctor;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.jera.runtime.NativeLibrary;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Whether TensorFlow uses oneDNN's kernels, as far as the environment and the CPU tell.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/core/util/util.cc">
 *     TensorFlow's IsMKLEnabled</a>
 */
final class OneDnn {
  private static final String VARIABLE = "TF_ENABLE_ONEDNN_OPTS";
  private static final ImmutableSet<String> ON = ImmutableSet.of("1", "true");
  private static final ImmutableSet<String> OFF = ImmutableSet.of("0", "false");

  /** The instruction sets, in Linux' names, that make TensorFlow switch it on by itself. */
  private static final ImmutableSet<String> TELLING =
      ImmutableSet.of("avx512_vnni", "avx512_bf16", "avx_vnni", "amx_tile", "amx_int8", "amx_bf16");

  private OneDnn() {}

  static Finding look() throws IOException {
    return look(
        Optional.ofNullable(System.getenv(VARIABLE)),
        NativeLibrary.platform(),
        Machine.instructionSets());
  }

  static Finding look(Optional<String> variable, String platform, Set<String> instructionSets) {
    if (variable.filter(OFF::contains).isPresent()) {
      return Finding.ok("oneDNN", "off, by %s=%s".formatted(VARIABLE, variable.get()));
    } else if (variable.filter(ON::contains).isPresent()) {
      return Finding.ok("oneDNN", "on, by %s=%s".formatted(VARIABLE, variable.get()));
    } else if (variable.isPresent()) {
      return Finding.note(
          "oneDNN",
          "%s=%s says nothing to TensorFlow, which chooses by the CPU: set it to 1 or 0"
              .formatted(VARIABLE, variable.get()));
    } else if (!platform.equals("linux-x86_64")) {
      return Finding.ok("oneDNN", "as TensorFlow chooses on %s".formatted(platform));
    }
    Set<String> found = Sets.intersection(TELLING, instructionSets);
    return found.isEmpty()
        ? Finding.ok(
            "oneDNN",
            "off, since the CPU has none of %s; %s=1 switches it on"
                .formatted(String.join(", ", TELLING), VARIABLE))
        : Finding.ok(
            "oneDNN",
            "on, since the CPU has %s; %s=0 switches it off"
                .formatted(String.join(", ", found), VARIABLE));
  }
}

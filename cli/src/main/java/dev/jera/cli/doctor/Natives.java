package dev.jera.cli.doctor;

import static com.google.common.collect.ImmutableList.toImmutableList;

import dev.jera.cli.Sizes;
import dev.jera.runtime.Device;
import dev.jera.runtime.NativeLibrary;
import dev.jera.runtime.NativeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.TensorFlow;

/** TensorFlow's native library: in the build, unpacked, loaded. */
final class Natives {
  private static final String JARS = "tensorflow-core-native";

  private Natives() {}

  static Finding shipped() {
    return NativeLibrary.variant()
        .map(found -> Finding.ok("Natives", found))
        .orElseGet(
            () ->
                Finding.fix(
                    "Natives",
                    "none for %s in this build; Jera runs on linux-x86_64, linux-arm64 and macosx-arm64: build it on the machine that runs it"
                        .formatted(NativeLibrary.platform())));
  }

  static Finding tensorflow() {
    try {
      NativeSettings.ensureLoaded();
      return Finding.ok("TensorFlow", TensorFlow.version());
    } catch (LinkageError e) {
      return Finding.fix(
          "TensorFlow",
          "its native library cannot be loaded: %s; delete %s, which may be damaged, and try again"
              .formatted(e.getMessage(), cacheOr("JavaCPP's cache")));
    }
  }

  static Finding unpacked() throws IOException {
    Path cache = NativeLibrary.cacheDirectory();
    try (Stream<Path> entries = Files.list(cache)) {
      List<Path> ours =
          entries
              .filter(entry -> entry.getFileName().toString().startsWith(JARS))
              .collect(toImmutableList());
      long size = 0;
      for (Path directory : ours) {
        size += DiskUse.of(directory);
      }
      return ours.isEmpty()
          ? Finding.note(
              "Unpacked", "nothing in %s: the natives came from elsewhere".formatted(cache))
          : Finding.ok("Unpacked", "%s in %s".formatted(Sizes.format(size), cache));
    }
  }

  static Finding devices() {
    return Finding.ok(
        "Devices",
        Device.list().stream()
            .map(device -> device.name().replaceFirst(".*/device:", ""))
            .collect(Collectors.joining(", ")));
  }

  private static String cacheOr(String other) {
    try {
      return NativeLibrary.cacheDirectory().toString();
    } catch (IOException e) {
      return other;
    }
  }
}

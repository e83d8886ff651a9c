package dev.jera.bench.peers;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A library that is measured.
 *
 * @param name as the table has it
 * @param artifact what of its class path has its version
 * @param main the class of its process
 * @param classPath that process' class path
 * @param cores that it may use; 0 for all
 * @param environment variables that it has beside this process' own
 */
record Peer(
    String name,
    String artifact,
    String main,
    String classPath,
    int cores,
    Map<String, String> environment) {
  /** What all are compared with. */
  static final String RAW = "TensorFlow Java";

  static final String JERA = "Jera";

  /** Jera's Predictor with its accelerator. */
  static final String ACCELERATED = "Jera on ONNX Runtime";

  static final String ONNX_RUNTIME = "ONNX Runtime";

  private static final String OWN = System.getProperty("java.class.path", "");

  /** The processes that tell what the machine could do, by each library that TensorFlow has. */
  static final List<Peer> GEMMS = ImmutableList.of(gemm("Eigen", "0"), gemm("oneDNN", "1"));

  private static Peer gemm(String library, String oneDnn) {
    return new Peer(
        library,
        "",
        Gemm.class.getName(),
        OWN,
        0,
        ImmutableMap.of("TF_ENABLE_ONEDNN_OPTS", oneDnn));
  }

  /**
   * What is compared first of all: Jera and what it stands on. Nothing but this module is built.
   */
  static List<Peer> basic() {
    return ImmutableList.of(
        own(RAW, "tensorflow-core-api", RawEngine.class),
        own(JERA, "jera-training", JeraEngine.class));
  }

  /** Jera's data sets as they are when they are read from a file while it trains. */
  static Peer streaming() {
    return own(JERA + ", streamed", "jera-training", StreamServer.class);
  }

  /**
   * Those of these names, or all of them.
   *
   * @param modules the directory of the peers' modules, which are built
   * @throws IllegalArgumentException if there is none of a name
   */
  static List<Peer> named(Path modules, List<String> names) throws IOException {
    List<String> basic = basic().stream().map(Peer::name).toList();
    List<Peer> known = basic.containsAll(names) && !names.isEmpty() ? basic() : all(modules);
    List<String> knownNames = known.stream().map(Peer::name).toList();
    checkArgument(
        knownNames.containsAll(names), "engines: %s (expected: of %s)", names, knownNames);
    return known.stream()
        .filter(peer -> names.isEmpty() || names.contains(peer.name()))
        .collect(toImmutableList());
  }

  private static List<Peer> all(Path modules) throws IOException {
    return ImmutableList.of(
        own(RAW, "tensorflow-core-api", RawEngine.class),
        own(JERA, "jera-training", JeraEngine.class),
        own(ACCELERATED, "jera-onnx", AcceleratedEngine.class),
        of(ONNX_RUNTIME, "onnxruntime", modules.resolve("onnxruntime"), "onnxruntime.OrtEngine"),
        of("DJL", "api", modules.resolve("djl"), "djl.DjlEngine"),
        of(
            "KotlinDL",
            "kotlin-deeplearning-api",
            modules.resolve("kotlindl"),
            "kotlindl.KotlinDlEngine"),
        of("Deeplearning4j", "deeplearning4j-nn", modules.resolve("dl4j"), "dl4j.Dl4jEngine"));
  }

  private static Peer own(String name, String artifact, Class<?> main) {
    return new Peer(name, artifact, main.getName(), OWN, 0, ImmutableMap.of());
  }

  private static Peer of(String name, String artifact, Path module, String main)
      throws IOException {
    Path target = module.resolve("target");
    String classes = target.resolve("classes").toString();
    String libraries = Files.readString(target.resolve("classpath.txt")).strip();
    return new Peer(
        name,
        artifact,
        "dev.jera.bench." + main,
        classes + File.pathSeparator + libraries,
        0,
        ImmutableMap.of());
  }

  /** The same on so many cores alone, which needs Linux' taskset where the machine has more. */
  Peer onCores(int cores) {
    String on = "%s on %d core%s".formatted(name, cores, cores == 1 ? "" : "s");
    return new Peer(on, artifact, main, classPath, cores, environment);
  }

  /** Its version, or nothing where the class path holds no jar of it. */
  String version() {
    Matcher jar =
        Pattern.compile("[/\\\\]" + Pattern.quote(artifact) + "-(\\d[^/\\\\]*)\\.jar")
            .matcher(classPath);
    return jar.find() ? jar.group(1) : "";
  }
}

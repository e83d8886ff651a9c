package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.ask;
import static dev.jera.runtime.savedmodel.TestBundles.edit;
import static dev.jera.runtime.savedmodel.TestBundles.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.TensorData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** An op from outside of TensorFlow, compiled here from C where there is a compiler. */
@EnabledOnOs(OS.LINUX)
class OpLibraryTest {
  private static final TensorData TWO = TensorData.of(Shape.of(1, 1), 2f);

  @TempDir private Path directory;

  @Test
  void aBundleRunsTheOpsOfALibrary() throws Exception {
    Path bundle = tripling();
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> load(bundle).close())
        .withMessageContaining("has no ops JeraTriple (Mul)")
        .withMessageContaining("LoadOptions.withOpLibraries");
    LoadOptions options = LoadOptions.defaults().withOpLibraries(List.of(compiled()));
    for (int i = 0; i < 2; i++) {
      try (LoadedSavedModel loaded = LoadedSavedModel.load(SavedModel.read(bundle), options)) {
        assertThat(ask(loaded, Signature.DEFAULT, TWO).get(0).floats()).containsExactly(6f);
      }
    }
    // The process keeps the library: see LoadOptions.
    load(bundle).close();
  }

  @Test
  void whatIsNoLibraryIsRefused() throws IOException {
    Path text = Files.writeString(directory.resolve("libtext.so"), "no library");
    Path bundle = TestBundles.writeDouble(directory.resolve("1"));
    for (Path library : List.of(text, directory.resolve("absent.so"))) {
      LoadOptions options = LoadOptions.defaults().withOpLibraries(List.of(library));
      assertThatExceptionOfType(SavedModelException.class)
          .isThrownBy(() -> LoadedSavedModel.load(SavedModel.read(bundle), options).close())
          .withMessageStartingWith("Op library %s: TensorFlow cannot load it: ".formatted(library))
          .withMessageContaining(library.getFileName().toString());
    }
  }

  /** y = 3 x instead of 2.5 x. */
  private Path tripling() throws IOException {
    return edit(
        TestBundles.writeDouble(directory.resolve("1")),
        graph -> {
          for (NodeDef.Builder node : graph.getGraphDefBuilder().getNodeBuilderList()) {
            if (node.getOp().equals("Mul")) {
              node.setOp("JeraTriple").clearInput().addInput("x").clearAttr();
            }
          }
        });
  }

  private Path compiled() throws Exception {
    Path source = directory.resolve("triple.c");
    try (InputStream in = OpLibraryTest.class.getResourceAsStream("triple.c")) {
      Files.copy(Objects.requireNonNull(in), source);
    }
    Path library = directory.resolve("libtriple.so");
    assumeTrue(compiles(source, library), "No C compiler: cc cannot be run");
    return library;
  }

  /** Linked with TensorFlow's library, which TensorFlow Java has unpacked and loaded. */
  private static boolean compiles(Path source, Path library) throws Exception {
    NativeSettings.ensureLoaded();
    Path framework =
        Path.of(Loader.load(org.tensorflow.internal.c_api.global.tensorflow.class))
            .resolveSibling("libtensorflow_framework.so.2");
    try {
      return new ProcessBuilder(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-O1",
                  "-o",
                  library.toString(),
                  source.toString(),
                  framework.toString())
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}

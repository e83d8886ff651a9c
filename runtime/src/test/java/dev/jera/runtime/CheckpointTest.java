package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.EagerSession;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class CheckpointTest {
  private static final NdArray<?> KERNEL = StdArrays.ndCopyOf(new float[][] {{1, 2}, {3, 4}});

  @TempDir private Path directory;

  @Test
  void variablesComeBackByName() throws IOException {
    Path prefix = directory.resolve("a/model");
    withVariables(
        Shape.of(2, 2),
        (variables, session) -> {
          variables.assign(session, Map.of("dense/kernel", KERNEL));
          Saver.add(ops(session), variables.all()).save(session, prefix);
        });
    try (Stream<Path> files = Files.list(prefix.getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("model.index", "model.data-00000-of-00001");
    }
    withVariables(
        Shape.of(2, 2),
        (variables, session) -> {
          Saver.add(ops(session), variables.all()).restore(session, prefix);
          assertThat(variables.read(session, variables.all()).get("dense/kernel"))
              .isEqualTo(KERNEL);
        });
  }

  @Test
  void tensorFlowItselfReadsTheCheckpoint() {
    Path prefix = directory.resolve("model");
    withVariables(
        Shape.of(2, 2),
        (variables, session) -> {
          variables.assign(session, Map.of("dense/kernel", KERNEL));
          Saver.add(ops(session), variables.all()).save(session, prefix);
        });
    try (EagerSession eager = EagerSession.create()) {
      Ops tf = Ops.create(eager);
      var restored =
          tf.train.restore(
              tf.constant(prefix.toString()),
              tf.constant(StdArrays.ndCopyOf(new String[] {"dense/kernel"})),
              tf.constant(StdArrays.ndCopyOf(new String[] {""})),
              List.of(TFloat32.class));
      assertThat(restored.tensors().get(0).asTensor()).isEqualTo(KERNEL);
    }
  }

  @Test
  void aCheckpointOfAnotherShapeIsRefused() {
    Path prefix = directory.resolve("model");
    withVariables(
        Shape.of(2, 2),
        (variables, session) -> Saver.add(ops(session), variables.all()).save(session, prefix));
    withVariables(
        Shape.of(2, 3),
        (variables, session) -> {
          Saver saver = Saver.add(ops(session), variables.all());
          variables.assign(session, Map.of("step", NdArrays.scalarOf(7L)));
          assertThatExceptionOfType(CheckpointException.class)
              .isThrownBy(() -> saver.restore(session, prefix))
              .withMessageContaining("dense/kernel[2, 3]")
              .withMessageContaining("[2,2]");
          assertThat(variables.read(session, variables.all()).get("step"))
              .as("restored with the kernel or not at all")
              .isEqualTo(NdArrays.scalarOf(7L));
        });
  }

  @Test
  void aMissingOrDamagedCheckpointIsRefused() throws IOException {
    Path prefix = directory.resolve("model");
    withVariables(
        Shape.of(2, 2),
        (variables, session) -> {
          Saver saver = Saver.add(ops(session), variables.all());
          assertThatExceptionOfType(CheckpointException.class)
              .isThrownBy(() -> saver.restore(session, prefix))
              .withMessageContaining("model.index");
          saver.save(session, prefix);
          flipByte(directory.resolve("model.data-00000-of-00001"));
          assertThatExceptionOfType(CheckpointException.class)
              .isThrownBy(() -> saver.restore(session, prefix))
              .withMessageContaining("hecksum");
        });
  }

  @Test
  void aSaveThatCannotBeWrittenLeavesNothing() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    withVariables(
        Shape.of(2, 2),
        (variables, session) -> {
          Saver saver = Saver.add(ops(session), variables.all());
          assertThatExceptionOfType(CheckpointException.class)
              .isThrownBy(() -> saver.save(session, file.resolve("model")))
              .withMessageContaining("cannot be written");
        });
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aValueOfAnotherShapeOrDtypeIsNotAssigned() {
    withVariables(
        Shape.of(2, 2),
        (variables, session) -> {
          assertThatIllegalArgumentException()
              .isThrownBy(
                  () ->
                      variables.assign(
                          session,
                          Map.of("dense/kernel", StdArrays.ndCopyOf(new double[][] {{1, 2}}))))
              .withMessage("Variable 'dense/kernel': float64 [1, 2] (expected: float32 [2, 2])");
          assertThatIllegalArgumentException()
              .isThrownBy(() -> variables.assign(session, Map.of("nope", KERNEL)))
              .withMessage("No variable 'nope': there are [dense/kernel, step]");
        });
  }

  private static void flipByte(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[3] ^= 1;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Ops ops(Session session) {
    return Ops.create(session.graph());
  }

  private static void withVariables(Shape shape, BiConsumer<Variables, Session> body) {
    try (Graph graph = new Graph()) {
      Variables variables = new Variables(Ops.create(graph));
      variables.zeros("dense/kernel", shape);
      variables.counter("step");
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        body.accept(variables, session);
      }
    }
  }
}

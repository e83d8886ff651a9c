package dev.jera.runtime;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.Restore;
import org.tensorflow.op.train.Save;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Saves and restores a graph's variables by name, in TensorFlow's checkpoint format: {@code
 * PREFIX.index} and {@code PREFIX.data-00000-of-00001}.
 *
 * <p>Its nodes carry the names that TensorFlow's own tools look for in a SavedModel's {@code
 * saver_def}: {@code save/filename}, {@code save/control_dependency}, {@code save/restore_all}.
 */
public final class Saver {
  private static final String FILENAME = "save/filename";
  private static final String SAVE = "save/control_dependency";
  private static final String RESTORE = "save/restore_all";

  private final ImmutableList<Variable<?>> variables;

  private Saver(ImmutableList<Variable<?>> variables) {
    this.variables = variables;
  }

  /** Adds the nodes to the variables' graph; at most once a graph. */
  public static Saver add(Ops tf, List<Variable<?>> variables) {
    Ops save = tf.withSubScope("save");
    Placeholder<TString> filename =
        save.withName("filename").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Operand<TString> names = strings(save, variables.stream().map(Variable::name).toList());
    Operand<TString> slices = strings(save, Collections.nCopies(variables.size(), ""));
    List<Operand<?>> values = new ArrayList<>();
    List<Class<? extends TType>> types = new ArrayList<>();
    for (Variable<?> variable : variables) {
      values.add(variable.value());
      types.add(variable.type());
    }
    Save write = save.train.save(filename, names, slices, values);
    save.withControlDependencies(write).withName("control_dependency").identity(filename);
    Restore read = save.train.restore(filename, names, slices, types);
    List<Operand<?>> restored = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      // Without this, an AssignVariableOp would take a checkpoint's value of any shape.
      restored.add(save.ensureShape(read.tensors().get(i), variables.get(i).shape()));
    }
    // Nothing is assigned before everything has been read and checked.
    Ops whole = save.withControlDependencies(ImmutableList.<Op>copyOf(restored));
    List<Op> assigns = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      assigns.add(whole.assignVariableOp(variables.get(i).handle(), restored.get(i)));
    }
    save.withControlDependencies(assigns).withName("restore_all").noOp();
    return new Saver(ImmutableList.copyOf(variables));
  }

  /** What a SavedModel says of these nodes. */
  public static SaverDef definition() {
    return SaverDef.newBuilder()
        .setFilenameTensorName(FILENAME + ":0")
        .setSaveTensorName(SAVE + ":0")
        .setRestoreOpName(RESTORE)
        .setMaxToKeep(5)
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  /**
   * Writes the variables' present values.
   *
   * <p>The files are written aside and moved in place when whole, the index last.
   *
   * @param prefix the path of the files, without their endings
   * @throws CheckpointException if they cannot be written
   */
  public void save(Session session, Path prefix) {
    Path target = prefix.toAbsolutePath();
    try (StagedDirectory staged = StagedDirectory.beside(target)) {
      Path written = staged.path().resolve(target.getFileName());
      try (TString name = TString.scalarOf(written.toString())) {
        session.runner().feed(FILENAME, name).addTarget(SAVE).run().close();
      }
      staged.moveFilesBeside(fileName -> !fileName.endsWith(".index"));
    } catch (IOException | RuntimeException e) {
      throw new CheckpointException("Checkpoint %s: cannot be written: %s".formatted(prefix, e), e);
    }
  }

  /**
   * Gives the variables the values of a checkpoint.
   *
   * @param prefix the path of the files, without their endings
   * @throws CheckpointException if there is no such checkpoint, if it is damaged, or if it lacks a
   *     variable or holds it with another shape or dtype; no variable has changed then
   */
  public void restore(Session session, Path prefix) {
    Path target = prefix.toAbsolutePath();
    if (!Files.isRegularFile(target.resolveSibling(target.getFileName() + ".index"))) {
      throw new CheckpointException(
          "Checkpoint %s: no file %s.index (expected: the path that save was given)"
              .formatted(prefix, target),
          null);
    }
    try (TString name = TString.scalarOf(target.toString())) {
      session.runner().feed(FILENAME, name).addTarget(RESTORE).run().close();
    } catch (RuntimeException e) {
      // TensorFlow Java's exceptions have no common root of their own.
      throw new CheckpointException(
          "Checkpoint %s: cannot be restored into the variables %s: %s"
              .formatted(prefix, describe(), firstLine(e)),
          e);
    }
  }

  private List<String> describe() {
    return variables.stream()
        .map(variable -> variable.name() + Shapes.format(variable.shape()))
        .collect(toImmutableList());
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static Operand<TString> strings(Ops tf, List<String> values) {
    NdArray<String> array = StdArrays.ndCopyOf(values.toArray(String[]::new));
    return tf.constant(array);
  }
}

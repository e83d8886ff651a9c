package dev.jera.runtime.savedmodel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.protobuf.ByteString;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/** Bundles that tests write, and damage. */
final class TestBundles {
  private TestBundles() {}

  /** y = 2.5 x, z = y, with 2.5 in the variable {@code factor}. */
  static Path writeDouble(Path target) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      Operand<TFloat32> factor =
          variables.create("factor", Shape.scalar(), tf.constant(2.5f), true).value();
      Operand<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1)));
      Operand<TFloat32> y = tf.math.mul(x, factor);
      Signature signature =
          Signature.predict(
              Signature.DEFAULT,
              List.of(TensorSpec.of("x", x)),
              List.of(TensorSpec.of("y", y), TensorSpec.of("z", y)));
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        SavedModelWriter.write(
            target,
            session,
            variables,
            BundleContents.of(List.of(signature))
                .withAssets(Map.of("labels.txt", "a\nb\n".getBytes(UTF_8))));
      }
      return target;
    }
  }

  /** Changes the graph of a bundle, which loses its checksums. */
  static Path edit(Path bundle, Consumer<MetaGraphDef.Builder> change) throws IOException {
    Path file = bundle.resolve("saved_model.pb");
    org.tensorflow.proto.SavedModel.Builder model =
        org.tensorflow.proto.SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    change.accept(model.getMetaGraphsBuilder(0));
    Files.write(file, model.build().toByteArray());
    return withoutChecksums(bundle);
  }

  static Path withoutChecksums(Path bundle) throws IOException {
    Path extra = bundle.resolve("assets.extra");
    if (Files.exists(extra)) {
      MoreFiles.deleteRecursively(extra, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return bundle;
  }

  static LoadedSavedModel load(Path bundle) {
    return LoadedSavedModel.load(SavedModel.read(bundle), LoadOptions.defaults());
  }

  /** Asks for all outputs of a signature, in the order of their names. */
  static List<TensorData> ask(LoadedSavedModel loaded, String signature, TensorData... inputs) {
    Signature asked = loaded.signatures().get(signature);
    return loaded.prepare(asked, List.copyOf(asked.outputs().keySet())).run(List.of(inputs));
  }

  static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs)).build();
  }

  /** A constant of one text. */
  static NodeDef text(String name, String value) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addStringVal(ByteString.copyFromUtf8(value))
            .build();
    return node(name, "Const").toBuilder()
        .putAttr("dtype", type(DataType.DT_STRING))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}

package dev.jera.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.onnx.proto.ModelProto;
import dev.jera.onnx.proto.NodeProto;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import org.junit.jupiter.api.Test;

class GraphTranslatorTest {
  /** Of 28 x 28 pixels, 26 x 26 are seen behind two floor poolings. */
  @Test
  void unseenPixelsAreCutOffAndTheirScaleIsInTheFilter() throws InvalidProtocolBufferException {
    SavedModel bundle = SavedModel.read(SavedModels.mnist().resolve("1"));
    try (LoadedSavedModel model = LoadedSavedModel.load(bundle, LoadOptions.defaults())) {
      Signature signature = model.signatures().get(Signature.DEFAULT);
      byte[] translated = GraphTranslator.translate(model.freeze(signature));
      assertThat(ModelProto.parseFrom(translated).getGraph().getNodeList())
          .extracting(NodeProto::getOpType)
          .startsWith("Slice", "Cast")
          .doesNotContain("Mul", "Div");
    }
  }
}

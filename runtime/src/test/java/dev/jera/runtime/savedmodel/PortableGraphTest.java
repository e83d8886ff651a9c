package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.edit;
import static dev.jera.runtime.savedmodel.TestBundles.load;
import static dev.jera.runtime.savedmodel.TestBundles.writeDouble;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

class PortableGraphTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "/job:worker/replica:0/task:3/device:GPU:2, /device:GPU:*",
    "/device:CPU:*, /device:CPU:*",
    "/gpu:0, /device:GPU:*",
    "/cpu:0, /device:CPU:*",
    "/job:ps/task:1, ''",
    "/job:tpu/device:TPU:0, ''",
    "/device:XLA_CPU:0, ''"
  })
  void ofADeviceTheTypeAloneIsKept(String device, String kept) {
    assertThat(PortableGraph.device(device)).isEqualTo(kept);
  }

  @Test
  void aBundleOfAnotherMachineAndANewerTensorFlowLoads() throws IOException {
    AttrValue later = AttrValue.newBuilder().setB(false).build();
    Path bundle =
        edit(
            writeDouble(directory.resolve("1")),
            graph -> {
              for (NodeDef.Builder node : graph.getGraphDefBuilder().getNodeBuilderList()) {
                node.setDevice("/job:worker/replica:7/task:7/device:GPU:7");
                if (node.getOp().equals("Mul")) {
                  node.putAttr("of_the_future", later);
                }
              }
              for (OpDef.Builder op :
                  graph.getMetaInfoDefBuilder().getStrippedOpListBuilder().getOpBuilderList()) {
                if (op.getName().equals("Mul")) {
                  op.addAttrBuilder()
                      .setName("of_the_future")
                      .setType("bool")
                      .setDefaultValue(later);
                }
              }
            });
    load(bundle).close();
  }
}

package dev.jera.runtime;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetAllOpList;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * The ops of this TensorFlow, those of the libraries loaded into it included. There are 1,800: a
 * graph needs few, and reading all of them takes longer than loading a small bundle.
 */
public final class RegisteredOps {
  private static final int OP = WireFormat.WIRETYPE_LENGTH_DELIMITED | OpList.OP_FIELD_NUMBER << 3;
  private static final int NAME =
      WireFormat.WIRETYPE_LENGTH_DELIMITED | OpDef.NAME_FIELD_NUMBER << 3;

  private RegisteredOps() {}

  /** Those that a graph uses, in its functions too. */
  public static List<OpDef> usedBy(GraphDef graph) {
    Set<String> names = new HashSet<>();
    addNames(graph.getNodeList(), names);
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      addNames(function.getNodeDefList(), names);
    }
    TF_Buffer list = TF_GetAllOpList();
    try {
      return read(CodedInputStream.newInstance(list.dataAsByteBuffer()), names);
    } catch (IOException e) {
      throw new UncheckedIOException("TensorFlow's list of its ops cannot be read", e);
    } finally {
      TF_DeleteBuffer(list);
    }
  }

  private static void addNames(List<NodeDef> nodes, Set<String> names) {
    nodes.forEach(node -> names.add(node.getOp()));
  }

  private static List<OpDef> read(CodedInputStream list, Set<String> names) throws IOException {
    ImmutableList.Builder<OpDef> ops = ImmutableList.builder();
    for (int tag = list.readTag(); tag != 0; tag = list.readTag()) {
      if (tag != OP) {
        list.skipField(tag);
        continue;
      }
      ByteString op = list.readBytes();
      if (names.contains(nameOf(op))) {
        ops.add(OpDef.parseFrom(op));
      }
    }
    return ops.build();
  }

  private static String nameOf(ByteString op) throws IOException {
    CodedInputStream fields = op.newCodedInput();
    return fields.readTag() == NAME ? fields.readString() : OpDef.parseFrom(op).getName();
  }
}

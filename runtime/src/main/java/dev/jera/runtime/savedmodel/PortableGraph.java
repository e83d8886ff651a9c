package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** A graph as this machine's TensorFlow can take it, whoever exported it where. */
final class PortableGraph {
  private static final Pattern DEVICE =
      Pattern.compile("(?i)(?:.*/)?(?:device:)?(CPU|GPU)(?::(?:\\d+|\\*))?");

  private final Map<String, OpDef> known;
  private final Map<String, OpDef> exported;

  private PortableGraph(List<OpDef> known, List<OpDef> exported) {
    this.known = byName(known);
    this.exported = byName(exported);
  }

  /**
   * Drops the exporter's machines from the devices, and attributes that a newer TensorFlow wrote at
   * their defaults and this one does not know.
   *
   * @param known the ops of this TensorFlow
   */
  static GraphDef of(MetaGraphDef metaGraph, List<OpDef> known) {
    PortableGraph portable =
        new PortableGraph(known, metaGraph.getMetaInfoDef().getStrippedOpList().getOpList());
    GraphDef.Builder graph = metaGraph.getGraphDef().toBuilder();
    graph.getNodeBuilderList().forEach(portable::clean);
    for (FunctionDef.Builder function : graph.getLibraryBuilder().getFunctionBuilderList()) {
      function.getNodeDefBuilderList().forEach(portable::clean);
    }
    return graph.build();
  }

  private void clean(NodeDef.Builder node) {
    if (!node.getDevice().isEmpty()) {
      node.setDevice(device(node.getDevice()));
    }
    OpDef op = known.get(node.getOp());
    OpDef theirs = exported.get(node.getOp());
    if (op == null || theirs == null) {
      return;
    }
    for (OpDef.AttrDef attr : theirs.getAttrList()) {
      AttrValue value = node.getAttrMap().get(attr.getName());
      if (value != null
          && attr.hasDefaultValue()
          && attr.getDefaultValue().equals(value)
          && op.getAttrList().stream().noneMatch(own -> own.getName().equals(attr.getName()))) {
        node.removeAttr(attr.getName());
      }
    }
  }

  /** The type alone, which soft placement takes as a wish; of other types nothing. */
  static String device(String device) {
    Matcher matcher = DEVICE.matcher(device);
    return matcher.matches() ? "/device:%S:*".formatted(matcher.group(1)) : "";
  }

  private static Map<String, OpDef> byName(List<OpDef> ops) {
    ImmutableMap.Builder<String, OpDef> builder = ImmutableMap.builder();
    ops.forEach(op -> builder.put(op.getName(), op));
    return builder.buildKeepingLast();
  }
}

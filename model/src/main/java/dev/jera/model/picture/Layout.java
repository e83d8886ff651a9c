package dev.jera.model.picture;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.elk.alg.layered.options.CycleBreakingStrategy;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Where a diagram's parts are drawn: from top to bottom, in pixels.
 *
 * @param width the picture's width
 * @param height the picture's height
 * @param boxes where the boxes are
 * @param lines the arrows' corners, from their beginnings to their ends
 * @see <a href="https://eclipse.dev/elk/reference/algorithms/org-eclipse-elk-layered.html">ELK
 *     Layered</a>
 */
record Layout(double width, double height, List<Place> boxes, List<List<Point>> lines) {

  /** A box's upper left corner and its size. */
  record Place(double x, double y, double width, double height) {}

  /** A corner of a line. */
  record Point(double x, double y) {}

  static {
    // ELK finds it as a service; in an application packed into one jar, services may be lost.
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
  }

  static Layout of(Diagram diagram) {
    ElkNode graph = graph();
    List<ElkNode> nodes = new ArrayList<>();
    for (Box box : diagram.boxes()) {
      ElkNode node = ElkGraphUtil.createNode(graph);
      node.setDimensions(Measures.width(box), Measures.height(box));
      nodes.add(node);
    }
    List<ElkEdge> edges = new ArrayList<>();
    for (Diagram.Arrow arrow : diagram.arrows()) {
      edges.add(ElkGraphUtil.createSimpleEdge(nodes.get(arrow.from()), nodes.get(arrow.to())));
    }
    new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
    return new Layout(
        graph.getWidth(),
        graph.getHeight(),
        nodes.stream().map(Layout::place).toList(),
        edges.stream().map(Layout::line).toList());
  }

  private static ElkNode graph() {
    ElkNode graph = ElkGraphUtil.createGraph();
    graph.setProperty(LayeredOptions.DIRECTION, Direction.DOWN);
    graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    graph.setProperty(LayeredOptions.PADDING, new ElkPadding(20));
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 34.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 30.0);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, 16.0);
    // A model names its layers from inputs to outputs: only a shared layer's arrows point back.
    graph.setProperty(LayeredOptions.CYCLE_BREAKING_STRATEGY, CycleBreakingStrategy.MODEL_ORDER);
    graph.setProperty(LayeredOptions.FEEDBACK_EDGES, true);
    graph.setProperty(
        LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
    return graph;
  }

  private static Place place(ElkNode node) {
    return new Place(node.getX(), node.getY(), node.getWidth(), node.getHeight());
  }

  private static List<Point> line(ElkEdge edge) {
    ElkEdgeSection section = edge.getSections().get(0);
    List<Point> line = new ArrayList<>();
    line.add(new Point(section.getStartX(), section.getStartY()));
    section.getBendPoints().forEach(bend -> line.add(new Point(bend.getX(), bend.getY())));
    line.add(new Point(section.getEndX(), section.getEndY()));
    return line;
  }
}

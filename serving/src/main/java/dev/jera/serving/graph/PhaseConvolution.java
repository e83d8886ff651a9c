package dev.jera.serving.graph;

import com.google.protobuf.ByteString;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.FrozenGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * A convolution of small patches and the pooling behind it as products of patches, as {@code
 * dev.jera.model.rewriting} does where it trains.
 *
 * <p>The windows of one pooled value lie in one patch, of the kernel's size k and the pooling's p
 * less 1, and patches are p apart. Each of the {@code p p} places in the pooling is the patch times
 * the kernel moved there, zeros around it: the same products, and some with 0. The pooled value is
 * the maximum of what they give. The rest that floor pooling leaves out begins no patch. Bias and
 * activation follow, see {@link LateTail}.
 *
 * <p>An input that is not finite spoils whole patches instead of windows.
 */
public enum PhaseConvolution {
  /** One convolution, whose filters are the kernel at each place: few ops, for a few examples. */
  CONVOLUTION {
    @Override
    String maxima(PooledConvolution pooled, String name, GraphEdit edit) {
      String all = convolve(pooled, name, side(pooled), pooled.places() * pooled.filters(), edit);
      String each = reshape(name + "/each", all, edit, -1, pooled.places(), pooled.filters());
      String axis = edit.put(Nodes.constant(name + "/axis", 1));
      return edit.put(
          Nodes.floats(name + "/max", "Max", each, axis)
              .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
              .build());
    }
  },
  /** Patches and a matrix for each place: maxima of whole tensors, for many examples. */
  MATRICES {
    @Override
    String maxima(PooledConvolution pooled, String name, GraphEdit edit) {
      String map = convolve(pooled, name, identity(pooled.patch()), pooled.patch(), edit);
      String patches = reshape(name + "/patches", map, edit, -1, pooled.patch());
      Shape matrix = Shape.of(pooled.patch(), pooled.filters());
      List<String> values = new ArrayList<>();
      for (int place = 0; place < pooled.places(); place++) {
        TensorData moved = TensorData.of(matrix, pooled.kernelAt(place));
        String kernel = edit.put(Nodes.constant(name + "/kernel_" + place, moved));
        values.add(
            edit.put(Nodes.floats(name + "/product_" + place, "MatMul", patches, kernel).build()));
      }
      while (values.size() > 1) {
        String maximum = name + "/maximum_" + values.size();
        values.add(
            edit.put(Nodes.floats(maximum, "Maximum", values.remove(0), values.remove(0)).build()));
      }
      return values.get(0);
    }
  };

  /** The values of a patch of 3 x 3 of one channel: of more, products with 0 take all there is. */
  private static final int MOST_VALUES = 16;

  private static final int MOST_PLACES = 4;

  /** Puts in what gives the pooled values, [values, filters], in row-major order; its name. */
  abstract String maxima(PooledConvolution pooled, String name, GraphEdit edit);

  /**
   * A graph with the same answers; the same graph where there is no such convolution.
   *
   * @param shapes the shape of a tensor, such as {@code conv2d/Conv2D:0}, as far as it is known
   */
  public FrozenGraph of(FrozenGraph frozen, Function<String, Shape> shapes) {
    OpGraph graph = new OpGraph(frozen, shapes);
    GraphEdit edit = new GraphEdit(frozen);
    for (NodeDef node : frozen.graph().getNodeList()) {
      if (PoolingForm.isPooling(node)) {
        LateTail tail = LateTail.of(node, graph);
        PooledConvolution.of(tail, graph)
            .filter(PhaseConvolution::fits)
            .ifPresent(pooled -> replace(tail, pooled, edit));
      }
    }
    return edit.edited();
  }

  private static boolean fits(PooledConvolution pooled) {
    return pooled.patch() <= MOST_VALUES && pooled.places() > 1 && pooled.places() <= MOST_PLACES;
  }

  private void replace(LateTail tail, PooledConvolution pooled, GraphEdit edit) {
    String name = edit.unique(tail.pooling().getName() + "/phases");
    int height = Math.toIntExact(pooled.output().height());
    int width = Math.toIntExact(pooled.output().width());
    String maxima = maxima(pooled, name, edit);
    reshape(tail.maxima(), maxima, edit, -1, height, width, pooled.filters());
    tail.move(edit);
  }

  /** A convolution that moves from patch to patch, by filters [patch, outputs]. */
  static String convolve(
      PooledConvolution pooled, String name, float[] filters, int outputs, GraphEdit edit) {
    Shape shape = Shape.of(pooled.patchHeight(), pooled.patchWidth(), pooled.channels(), outputs);
    String kernel = edit.put(Nodes.constant(name + "/filters", TensorData.of(shape, filters)));
    return edit.put(
        Nodes.floats(name + "/convolution", "Conv2D", pooled.input(), kernel)
            .putAttr("strides", Nodes.list(1, pooled.pool().height(), pooled.pool().width(), 1))
            .putAttr("padding", text(pooled.isPadded() ? "EXPLICIT" : "VALID"))
            .putAttr(
                "explicit_paddings",
                pooled.isPadded() ? Nodes.list(pooled.margins()) : Nodes.list())
            .build());
  }

  static String reshape(String name, String input, GraphEdit edit, int... sizes) {
    String shape = edit.put(Nodes.constant(edit.unique(name + "/shape"), sizes));
    return edit.put(
        Nodes.floats(name, "Reshape", input, shape)
            .putAttr("Tshape", Nodes.type(DataType.DT_INT32))
            .build());
  }

  /** The kernels at all places, side by side. */
  static float[] side(PooledConvolution pooled) {
    int filters = pooled.filters();
    float[] all = new float[pooled.patch() * pooled.places() * filters];
    for (int place = 0; place < pooled.places(); place++) {
      float[] moved = pooled.kernelAt(place);
      for (int value = 0; value < pooled.patch(); value++) {
        int to = (value * pooled.places() + place) * filters;
        System.arraycopy(moved, value * filters, all, to, filters);
      }
    }
    return all;
  }

  /** Filters each of which is 1 at a value of its own. */
  static float[] identity(int values) {
    float[] identity = new float[values * values];
    for (int i = 0; i < values; i++) {
      identity[i * values + i] = 1;
    }
    return identity;
  }

  private static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }
}

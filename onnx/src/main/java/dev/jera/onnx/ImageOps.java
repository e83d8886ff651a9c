package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Dtype;
import java.util.List;
import java.util.Map;

/** Images in another size. */
final class ImageOps {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .put("ResizeBilinear", node -> resize(node, "linear"))
          .put("ResizeNearestNeighbor", node -> resize(node, "nearest"))
          .buildOrThrow();

  private ImageOps() {}

  private static void resize(Node node, String mode) {
    boolean corners = node.isTrue("align_corners");
    boolean centers = node.isTrue("half_pixel_centers");
    long[] sizes = node.constant(1).longs();
    Tensor x = node.input(0);
    boolean toFloat = node.output().dtype() != x.dtype();
    String image = toFloat ? node.onnx().cast(x.channelsFirst(), Dtype.FLOAT32) : x.channelsFirst();
    // ONNX Runtime's own transposing of Resize takes sizes for all axes only.
    String kept =
        node.onnx()
            .add(
                "Shape",
                List.of(image),
                Attributes.number("start", 0),
                Attributes.number("end", 2));
    String all =
        node.onnx()
            .add("Concat", List.of(kept, node.onnx().longs(sizes)), Attributes.number("axis", 0));
    node.output()
        .isChannelsFirst(
            node.onnx()
                .add(
                    "Resize",
                    List.of(image, "", "", all),
                    Attributes.text("mode", mode),
                    Attributes.text(
                        "coordinate_transformation_mode",
                        corners ? "align_corners" : centers ? "half_pixel" : "asymmetric"),
                    // TensorFlow takes the pixel that a half pixel further, or the place itself,
                    // falls into.
                    Attributes.text(
                        "nearest_mode", corners || centers ? "round_prefer_ceil" : "floor")));
  }
}

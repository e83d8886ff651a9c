package dev.jera.bench;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * What is written on TensorFlow Java alone to have one digit named: {@link ColdStartBenchmark}
 * starts it beside {@code ./jera predict}. Nothing is checked.
 */
final class BareProgram {
  private static final int SIDE = 28;

  private BareProgram() {}

  /**
   * Prints the class of an image.
   *
   * @param args a bundle, and an image, dark on light; without one, a black image is asked
   */
  public static void main(String[] args) throws IOException {
    byte[] pixels = args.length > 1 ? read(new File(args[1])) : new byte[SIDE * SIDE];
    try (SavedModelBundle bundle = SavedModelBundle.load(args[0], "serve");
        TUint8 image =
            TUint8.tensorOf(Shape.of(1, SIDE, SIDE, 1), DataBuffers.of(pixels, false, false))) {
      SignatureDef signature = bundle.metaGraphDef().getSignatureDefOrThrow("serving_default");
      TensorInfo input = signature.getInputsMap().values().iterator().next();
      TensorInfo output = signature.getOutputsMap().values().iterator().next();
      try (Result result =
          bundle.session().runner().feed(input.getName(), image).fetch(output.getName()).run()) {
        TFloat32 scores = (TFloat32) result.get(0);
        int best = 0;
        for (int i = 1; i < scores.shape().get(1); i++) {
          best = scores.getFloat(0, i) > scores.getFloat(0, best) ? i : best;
        }
        System.out.println(best);
      }
    }
  }

  private static byte[] read(File file) throws IOException {
    BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(ImageIO.read(file), 0, 0, SIDE, SIDE, null);
    graphics.dispose();
    byte[] pixels = ((DataBufferByte) small.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ~pixels[i];
    }
    return pixels;
  }
}

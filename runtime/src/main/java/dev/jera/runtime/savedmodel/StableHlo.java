package dev.jera.runtime.savedmodel;

import com.google.common.primitives.Bytes;
import com.google.protobuf.ByteString;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Programs of StableHLO, which jax2tf exports and XLA compiles for this machine. They compute and
 * do nothing else, but for one op, {@code custom_call}: it calls native functions by name, among
 * them the C library's {@code memcpy} and {@code free}.
 *
 * @see <a href="https://openxla.org/stablehlo/spec#custom_call">custom_call</a>
 */
final class StableHlo {
  static final String OP = "XlaCallModule";

  private static final byte[] CUSTOM_CALL = bytes("custom_call");
  private static final byte[] ESCAPE = bytes("\\");

  /** How a module in MLIR's bytecode begins; all of its names stand there as they are. */
  private static final ByteString BYTECODE =
      ByteString.copyFrom(new byte[] {'M', 'L', (byte) 0xEF, 'R'});

  private StableHlo() {}

  /** Whether a node's program may call native functions; in text a name may have escapes. */
  static boolean mayCallOut(NodeDef node) {
    AttrValue module = node.getAttrOrDefault("module", AttrValue.getDefaultInstance());
    byte[] program = module.getS().toByteArray();
    return !module.getPlaceholder().isEmpty()
        || Bytes.indexOf(program, CUSTOM_CALL) >= 0
        || (!module.getS().startsWith(BYTECODE) && Bytes.indexOf(program, ESCAPE) >= 0);
  }

  private static byte[] bytes(String text) {
    return ByteString.copyFromUtf8(text).toByteArray();
  }
}

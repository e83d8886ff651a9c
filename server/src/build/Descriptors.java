import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.error.Code;

/**
 * Writes the descriptors of those of TensorFlow's messages that the server's .proto files import,
 * so that the code generated from them stands on TensorFlow Java's own classes.
 */
final class Descriptors {
  public static void main(String[] args) throws Exception {
    Set<FileDescriptor> files = new LinkedHashSet<>();
    List.of(
            TensorProto.getDescriptor().getFile(),
            Example.getDescriptor().getFile(),
            SignatureDef.getDescriptor().getFile(),
            Code.getDescriptor().getFile())
        .forEach(file -> add(file, files));
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    files.forEach(file -> set.addFile(file.toProto()));
    Path target = Path.of(args[0]);
    Files.createDirectories(target.getParent());
    try (OutputStream out = Files.newOutputStream(target)) {
      set.build().writeTo(out);
    }
  }

  /** A file comes after those that it imports. */
  private static void add(FileDescriptor file, Set<FileDescriptor> files) {
    file.getDependencies().forEach(imported -> add(imported, files));
    files.add(file);
  }
}

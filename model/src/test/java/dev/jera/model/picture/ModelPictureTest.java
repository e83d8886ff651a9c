package dev.jera.model.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.model.Model;
import dev.jera.runtime.JeraException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPictureTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"net.dot", "net.gv", "made/on/the/way/NET.GV"})
  void graphvizEndingsWriteDot(String name) {
    Path file = directory.resolve(name);
    ModelPicture.write(PictureModels.residual(), file);
    assertThat(file).hasContent(ModelPicture.dot(PictureModels.residual()));
  }

  @Test
  void svgIsWrittenOverWhatWasThereAndNothingElseIsLeft() throws IOException {
    Path file = Files.writeString(directory.resolve("net.svg"), "old");
    ModelPicture.write(PictureModels.unet(), file);
    assertThat(file).hasContent(ModelPicture.svg(PictureModels.unet()));
    assertThat(directory).isDirectoryContaining(file::equals);
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"net.png", "net", "svg", ".", "net.svg.gz"})
  void otherEndingsAreRefused(String name) {
    Path file = directory.resolve(name);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelPicture.write(PictureModels.residual(), file))
        .withMessage(
            "file: %s (expected: a name that ends with .svg, .dot or .gv)".formatted(file));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void placeThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "").resolve("net.svg");
    assertThatThrownBy(() -> ModelPicture.write(PictureModels.residual(), file))
        .isInstanceOf(JeraException.class)
        .hasMessageStartingWith(file + " cannot be written: ");
  }

  @Test
  void directoryIsNotOverwritten() throws IOException {
    Path file = Files.createDirectory(directory.resolve("net.svg"));
    assertThatThrownBy(() -> ModelPicture.write(PictureModels.residual(), file))
        .isInstanceOf(JeraException.class)
        .hasMessageStartingWith(file + " cannot be written: ");
    assertThat(directory.toFile().list()).containsExactly("net.svg");
  }

  @Test
  void sameModelGivesTheSameText() {
    Model again = PictureModels.siamese();
    assertThat(ModelPicture.svg(PictureModels.siamese())).isEqualTo(ModelPicture.svg(again));
    assertThat(ModelPicture.dot(PictureModels.siamese())).isEqualTo(ModelPicture.dot(again));
  }
}

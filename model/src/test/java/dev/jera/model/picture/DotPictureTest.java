package dev.jera.model.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import org.junit.jupiter.api.Test;

class DotPictureTest {

  @Test
  void residualModelIsATableForEachLayerAndAnArrowForEachTensor() {
    assertThat(ModelPicture.dot(PictureModels.residual()))
        .isEqualTo(
            """
            digraph "model" {
              node [shape=plain, fontname="monospace", fontsize=11];
              edge [color="#616161", arrowsize=0.7];
              n0 [label=<
                <table border="0" cellborder="1" cellspacing="0" cellpadding="5">
                  <tr><td colspan="2" bgcolor="#c8e6c9"><b>features</b>  InputLayer</td></tr>
                  <tr><td align="left">output</td><td align="left">(None, 8)</td></tr>
                </table>>];
              n1 [label=<
                <table border="0" cellborder="1" cellspacing="0" cellpadding="5">
                  <tr><td colspan="2" bgcolor="#d4e4f7"><b>dense</b>  Dense</td></tr>
                  <tr><td align="left">input</td><td align="left">(None, 8)</td></tr>
                  <tr><td align="left">output</td><td align="left">(None, 8)</td></tr>
                </table>>];
              n2 [label=<
                <table border="0" cellborder="1" cellspacing="0" cellpadding="5">
                  <tr><td colspan="2" bgcolor="#d4e4f7"><b>add</b>  Add</td></tr>
                  <tr><td align="left">input</td><td align="left">(None, 8)</td></tr>
                  <tr><td align="left"></td><td align="left">(None, 8)</td></tr>
                  <tr><td align="left">output</td><td align="left">(None, 8)</td></tr>
                </table>>];
              n3 [label=<
                <table border="0" cellborder="1" cellspacing="0" cellpadding="5">
                  <tr><td colspan="2" bgcolor="#ffe0b2"><b>dense_1</b>  Dense</td></tr>
                  <tr><td align="left">input</td><td align="left">(None, 8)</td></tr>
                  <tr><td align="left">output</td><td align="left">(None, 2)</td></tr>
                </table>>];
              n0 -> n1;
              n1 -> n2;
              n0 -> n2;
              n2 -> n3;
            }
            """);
  }

  @Test
  void sharedModelIsOneFrozenBoxWithAnArrowForEachApplication() {
    String dot = ModelPicture.dot(PictureModels.siamese().freeze("encoder"));
    assertThat(dot)
        .containsOnlyOnce("bgcolor=\"#dcdcdc\"><b>encoder</b>  Sequential, 3 layers, frozen<")
        .contains("n0 -> n2;", "n1 -> n2;")
        .contains("n2 -> n3;\n  n2 -> n3;")
        .doesNotContain("<b>flatten</b>");
  }

  @Test
  void onlyLayersWithWeightsAreCalledFrozen() {
    assertThat(ModelPicture.dot(PictureModels.residual().freeze()))
        .contains("<b>dense</b>  Dense, frozen<", "<b>dense_1</b>  Dense, frozen<")
        .contains("<b>add</b>  Add<");
  }

  @Test
  void sharedLayerShowsTheShapesOfAllItsApplications() {
    SymbolicTensor wide = Input.of(8, 8, 1).tensor();
    var up = PictureModels.Sketch.UP.shared("up");
    assertThat(ModelPicture.dot(Model.of(wide, up.on(up.on(wide)))))
        .contains(
            """
                  <tr><td align="left">input</td><td align="left">(None, 8, 8, 1)</td></tr>
                  <tr><td align="left"></td><td align="left">(None, 16, 16, 1)</td></tr>
                  <tr><td align="left">output</td><td align="left">(None, 16, 16, 1)</td></tr>
                  <tr><td align="left"></td><td align="left">(None, 32, 32, 1)</td></tr>
            """)
        .contains("n1 -> n1;");
  }

  @Test
  void oddTypeNamesAreEscaped() {
    assertThat(ModelPicture.dot(PictureModels.odd()))
        .contains("  A&lt;B&gt; &amp; &quot;C&quot; \\\\N ' \uFFFD \u5C64 ]]&gt; end</td>");
  }
}

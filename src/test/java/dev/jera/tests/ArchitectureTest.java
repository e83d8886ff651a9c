package dev.jera.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.implement;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.jera.model.Layer;
import dev.jera.training.loss.Loss;
import dev.jera.training.metric.Metric;
import dev.jera.training.optimizer.Optimizer;
import java.lang.reflect.AccessibleObject;
import org.junit.jupiter.api.Test;

/** The walls of the house: a module imports only from the floors below it. */
class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.jera");

  @Test
  void floorsImportOnlyDownwards() {
    ArchRule rule =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("runtime")
            .definedBy("dev.jera.runtime..")
            .layer("datasets")
            .definedBy("dev.jera.datasets..")
            .layer("model")
            .definedBy("dev.jera.model..")
            .layer("serving")
            .definedBy("dev.jera.serving..")
            .layer("training")
            .definedBy("dev.jera.training..")
            .layer("micrometer")
            .definedBy("dev.jera.micrometer..")
            .layer("onnx")
            .definedBy("dev.jera.onnx..")
            .layer("server")
            .definedBy("dev.jera.server..")
            .layer("examples")
            .definedBy("dev.jera.examples..")
            .layer("cli")
            .definedBy("dev.jera.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("examples")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("training")
            .mayOnlyBeAccessedByLayers("examples", "cli")
            .whereLayer("micrometer")
            .mayOnlyBeAccessedByLayers("server", "examples")
            .whereLayer("onnx")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("examples", "cli")
            .whereLayer("serving")
            .mayOnlyBeAccessedByLayers("micrometer", "onnx", "server", "examples", "cli")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("training", "examples", "cli")
            .whereLayer("datasets")
            .mayOnlyBeAccessedByLayers("training", "examples", "cli")
            .whereLayer("runtime")
            .mayOnlyBeAccessedByLayers(
                "model", "serving", "training", "micrometer", "onnx", "server", "examples", "cli");
    rule.check(HOUSE);
  }

  @Test
  void servingIsForBundlesThatJeraNeverMade() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("dev.jera.serving..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.jera.model..", "dev.jera.training..", "dev.jera.datasets..");
    rule.check(HOUSE);
  }

  @Test
  void metricsAreForThoseWhoTakeTheirModule() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.jera.micrometer..", "dev.jera.server.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");
    rule.check(HOUSE);
  }

  @Test
  void onnxRuntimeIsForThoseWhoTakeItsModule() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.jera.onnx..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnxruntime..", "dev.jera.onnx..");
    rule.check(HOUSE);
  }

  @Test
  void datasetsNeedNoTensorFlow() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("dev.jera.datasets..")
            .should()
            .dependOnClassesThat(
                DescribedPredicate.describe(
                    "are TensorFlow's, ndarray apart",
                    type ->
                        type.getPackageName().startsWith("org.tensorflow")
                            && !type.getPackageName().startsWith("org.tensorflow.ndarray")));
    rule.check(HOUSE);
  }

  @Test
  void onlyRuntimeTouchesNativeHandles() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.jera.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.tensorflow.internal..", "org.bytedeco..", "com.sun.jna..");
    rule.check(HOUSE);
  }

  @Test
  void nobodyOpensWhatIsPrivate() {
    ArchRule rule =
        noClasses().should().callMethod(AccessibleObject.class, "setAccessible", boolean.class);
    rule.check(HOUSE);
  }

  @Test
  void librariesDoNotPrint() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.jera.cli..", "dev.jera.examples..", "dev.jera.training.callback..")
            .should(ACCESS_STANDARD_STREAMS);
    rule.check(HOUSE);
  }

  @Test
  void whatDescribesIsARecordOrAnEnum() {
    ArchRule rule =
        classes()
            .that()
            .areTopLevelClasses()
            .and(
                implement(Layer.class)
                    .or(implement(Loss.class))
                    .or(implement(Metric.class))
                    .or(implement(Optimizer.class)))
            .and()
            .areNotInterfaces()
            .should()
            .beRecords()
            .orShould()
            .beEnums();
    rule.check(HOUSE);
  }
}

package dev.jera.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.implement;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.jera.model.Layer;
import dev.jera.training.loss.Loss;
import dev.jera.training.metric.Metric;
import dev.jera.training.optimizer.Optimizer;
import java.lang.reflect.AccessibleObject;

/** The walls of the house: a module imports only from the floors below it. */
@AnalyzeClasses(packages = "dev.jera", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule floorsImportOnlyDownwards =
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
          .whereLayer("serving")
          .mayOnlyBeAccessedByLayers("examples", "cli")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("training", "examples", "cli")
          .whereLayer("datasets")
          .mayOnlyBeAccessedByLayers("training", "examples", "cli")
          .whereLayer("runtime")
          .mayOnlyBeAccessedByLayers("model", "serving", "training", "examples", "cli");

  @ArchTest
  static final ArchRule servingIsForBundlesThatJeraNeverMade =
      noClasses()
          .that()
          .resideInAPackage("dev.jera.serving..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.jera.model..", "dev.jera.training..", "dev.jera.datasets..");

  @ArchTest
  static final ArchRule datasetsNeedNoTensorFlow =
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

  @ArchTest
  static final ArchRule onlyRuntimeTouchesNativeHandles =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.jera.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.tensorflow.internal..", "org.bytedeco..", "com.sun.jna..");

  @ArchTest
  static final ArchRule nobodyOpensWhatIsPrivate =
      noClasses().should().callMethod(AccessibleObject.class, "setAccessible", boolean.class);

  @ArchTest
  static final ArchRule librariesDoNotPrint =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.jera.cli..", "dev.jera.examples..", "dev.jera.training.callback..")
          .should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule whatDescribesIsARecordOrAnEnum =
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
}

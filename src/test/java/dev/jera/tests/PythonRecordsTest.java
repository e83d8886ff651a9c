package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.serving.Predictor;
import dev.jera.serving.mapping.MappedName;
import dev.jera.serving.mapping.RecordPredictor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records ask the bundles of {@link PythonBundlesLibraryTest}. */
@SuppressWarnings("ArrayRecordComponent")
class PythonRecordsTest {

  public record Numbers(int x, int y) {}

  public record Outputs(@MappedName("output_1") int second, @MappedName("output_0") long first) {}

  @Test
  void scalarsAreAWholeCall() {
    try (Predictor predictor = Predictor.load(PythonBundles.find("tfjs_multi_output"))) {
      var numbers = RecordPredictor.of(predictor, Numbers.class, Outputs.class);
      assertThat(numbers.predict(new Numbers(3, 5))).isEqualTo(new Outputs(5, 6));
    }
  }

  public record Texts(@MappedName("A") String[][] a, @MappedName("B") String[] b) {}

  public record Joined(@MappedName("Joined_Splited_Text") String text) {}

  @Test
  void inputsOfDifferentBatchesAreAWholeCall() {
    Texts texts =
        new Texts(
            new String[][] {{"This is fine.", "That's ok."}},
            new String[] {"Thank/you/very/much!.", "I/am/grateful/to/you.", "So/nice/of/you."});
    try (Predictor predictor = Predictor.load(PythonBundles.find("mlnet_string_test"))) {
      assertThat(RecordPredictor.of(predictor, Texts.class, Joined.class).predict(texts))
          .isEqualTo(new Joined("Thank you very much!. I am grateful to you. So nice of you."));
    }
  }

  public record Person(
      float age,
      @MappedName("education_num") float educationYears,
      @MappedName("capital_gain") float gain,
      @MappedName("capital_loss") float loss,
      @MappedName("hours_per_week") float hours,
      String workclass,
      String education,
      @MappedName("marital_status") String maritalStatus,
      String occupation,
      String relationship,
      String race,
      String gender,
      @MappedName("native_country") String country) {}

  public record Income(@MappedName("predictions") String bracket, double confidence) {}

  /** The row of the bundle's test.json; its words keep their leading space. */
  @Test
  void thirteenInputsAreOneRecordAnExample() {
    Person person =
        new Person(
            25,
            7,
            0,
            0,
            40,
            " Private",
            " 11th",
            " Never-married",
            " Machine-op-inspct",
            " Own-child",
            " Black",
            " Male",
            " United-States");
    try (Predictor predictor = Predictor.load(PythonBundles.find("census_estimator"))) {
      var incomes = RecordPredictor.of(predictor, Person.class, Income.class);
      List<Income> answers = incomes.predict(List.of(person, person));
      assertThat(answers).extracting(Income::bracket).containsExactly(" <=50K", " <=50K");
      assertThat(answers.get(1).confidence()).isCloseTo(0.8148, within(1e-4));
      assertThat(incomes.predict(person).bracket()).isEqualTo(" <=50K");
    }
  }
}

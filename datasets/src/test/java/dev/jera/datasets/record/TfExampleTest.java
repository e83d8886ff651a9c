package dev.jera.datasets.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.datasets.DatasetException;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes by hand, by the encoding's guide: a field is its number * 8 + its wire type. */
class TfExampleTest {

  private static final TfExample ALL =
      TfExample.of()
          .withText("t", "h\u00e9")
          .withBytes("b", new byte[] {1}, new byte[] {(byte) 0xff})
          .withFloats("f", 1f, -2.5f)
          .withLongs("l", 3, -1, Long.MAX_VALUE);

  @Test
  void readsWhatItWrote() {
    TfExample read = TfExample.parse(ALL.toBytes(), "record 0");

    assertThat(read).isEqualTo(ALL).hasSameHashCodeAs(ALL);
    assertThat(read.text("t")).isEqualTo("h\u00e9");
    assertThat(read.bytesList("b")).containsExactly(new byte[] {1}, new byte[] {(byte) 0xff});
    assertThat(read.floats("f")).containsExactly(1f, -2.5f);
    assertThat(read.longs("l")).containsExactly(3, -1, Long.MAX_VALUE);
  }

  @Test
  void packsNumbersAndSortsNames() {
    TfExample example = TfExample.of().withLongs("x", 5, 300).withFloats("f", 1f);

    assertThat(hex(example))
        .isEqualTo(
            "0a1d"
                + "0a0d"
                + "0a0166"
                + "1208"
                + "1206"
                + "0a04"
                + "0000803f"
                + "0a0c"
                + "0a0178"
                + "1207"
                + "1a05"
                + "0a03"
                + "05ac02");
  }

  @Test
  void readsNumbersThatAreNotPacked() {
    assertThat(parse("0a0e" + "0a0c" + "0a0178" + "1207" + "1a05" + "0805" + "08ac02").longs("x"))
        .containsExactly(5, 300);
    assertThat(parse("0a0e" + "0a0c" + "0a0166" + "1207" + "1205" + "0d0000803f").floats("f"))
        .containsExactly(1f);
  }

  /**
   * A later entry of that name counts; lists of one kind are joined, one of another kind replaces.
   */
  @Test
  void mergesAsProtocolBuffersDo() {
    assertThat(parse("0a18" + "0a0a0a017812051a030a0105" + "0a0a0a017812051a030a0106").longs("x"))
        .containsExactly(6);
    assertThat(parse("0a0f" + "0a0d0a01781208" + "1a020805" + "1a020806").longs("x"))
        .containsExactly(5, 6);
    assertThat(parse("0a0f" + "0a0d0a01781208" + "1a020805" + "0a020a00").bytes("x")).isEmpty();
    assertThat(parse("0a0c0a0a0a017812051a030a0105" + "0a0c0a0a0a017912051a030a0106").longs("y"))
        .containsExactly(6);
  }

  @Test
  void passesOverFieldsItDoesNotKnow() {
    assertThat(parse("1803" + "0a0c0a0a0a017812051a030a0105" + "22020101").number("x"))
        .isEqualTo(5);
  }

  @Test
  void readsExamplesAndListsWithoutValues() {
    assertThat(parse("")).isEqualTo(TfExample.of());
    assertThat(parse("0a09" + "0a07" + "0a0178" + "1202" + "1a00").longs("x")).isEmpty();
    assertThat(TfExample.parse(TfExample.of().withFloats("f").toBytes(), "r").floats("f"))
        .isEmpty();
    assertThat(parse("0a07" + "0a05" + "0a0178" + "1200").features()).isEmpty();
  }

  @Test
  void keepsItsValuesFromChange() {
    var values = new float[] {1f};
    TfExample example = TfExample.of().withFloats("f", values);

    values[0] = 2f;
    example.floats("f")[0] = 3f;

    assertThat(example.floats("f")).containsExactly(1f);
  }

  @Test
  void saysWhatWasExpected() {
    TfExample example =
        TfExample.of().withLongs("label", 3, 4).withBytes("image", new byte[] {(byte) 0xff});

    assertRefused(
        () -> example.floats("pixels"),
        "No feature 'pixels' in the example (expected: a FloatList; it has {image=BytesList of 1, label=Int64List of 2}). Check the name.");
    assertRefused(
        () -> example.floats("label"),
        "Feature 'label' of the example: Int64List of 2 (expected: FloatList). Ask for what it holds.");
    assertRefused(
        () -> example.number("label"),
        "Feature 'label' of the example: 2 values (expected: 1). Ask for what it holds.");
    assertRefused(
        () -> example.text("image"),
        "Feature 'image' of the example: bytes that are not UTF-8 (expected: text in UTF-8). Ask for what it holds.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "0a",
        "0a05",
        "0affffffff0f",
        "0a020a05",
        "0c",
        "ffffffffffffffffffffff",
        "0a0a0a080a01ff12031a0100",
        "0a0b0a090a0166120412020a03",
        "0a0f0a0d0a0166120812060a03aabbcc0000",
        "0a0c0a0a0a017812051a030a01ff"
      })
  void refusesWhatIsNoExample(String hex) {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> parse(hex))
        .withMessageStartingWith("record 0 is no tf.Example: ")
        .withMessageContaining("(expected: a serialized tf.train.Example)");
  }

  /** Cut anywhere but between its fields, of which there is one. */
  @Test
  void refusesATruncatedExample() {
    byte[] whole = ALL.toBytes();

    for (int i = 1; i < whole.length; i++) {
      byte[] cut = Arrays.copyOf(whole, i);
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(() -> TfExample.parse(cut, "cut"));
    }
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatExceptionOfType(DatasetException.class).isThrownBy(call).withMessage(message);
  }

  private static TfExample parse(String hex) {
    return TfExample.parse(HexFormat.of().parseHex(hex), "record 0");
  }

  private static String hex(TfExample example) {
    return HexFormat.of().formatHex(example.toBytes());
  }
}

package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jera.cli.Jera.Answer;
import dev.jera.datasets.npy.Npy;
import dev.jera.datasets.npy.Npz;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;

/** Bundles called with NumPy's files and with bytes. */
class RunFilesTest {
  @TempDir static Path directory;
  private static Path echo;

  @TempDir Path files;

  @BeforeAll
  static void writeBundle() {
    echo = directory.resolve("echo/1");
    EchoBundle.write(echo);
  }

  static Stream<Arguments> arrays() {
    return Stream.of(
        arguments("float32", StdArrays.ndCopyOf(new float[][] {{1, 2.5f}}), "[[1.0,2.5]]"),
        arguments("float32", NdArrays.vectorOf(0.1, -1e10), "[0.1,-1e+10]"),
        arguments("float32", NdArrays.vectorOf(Double.NaN), "[NaN]"),
        arguments("float64", NdArrays.scalarOf(16777217), "16777217.0"),
        arguments("float16", NdArrays.vectorOf(1L, -65504L), "[1.0,-65504.0]"),
        arguments("bfloat16", NdArrays.vectorOf(1 + 0x1p-8f), "[1.0]"),
        arguments("int8", NdArrays.vectorOf(-128L, 127L), "[-128,127]"),
        arguments("int16", NdArrays.vectorOf((byte) 255), "[255]"),
        arguments("int32", NdArrays.vectorOf((short) -7), "[-7]"),
        arguments("uint8", NdArrays.vectorOf((byte) 255), "[255]"),
        arguments("uint16", NdArrays.vectorOf(65535), "[65535]"),
        arguments("uint32", NdArrays.vectorOf(4294967295L), "[4294967295]"),
        arguments("uint64", NdArrays.vectorOf(Long.MAX_VALUE), "[9223372036854775807]"),
        arguments("uint64", unsigned("18446744073709551615"), "[18446744073709551615]"),
        arguments("float64", unsigned("18446744073709551615"), "[1.8446744073709552e+19]"),
        arguments("int8", unsigned("127"), "[127]"),
        arguments("bool", NdArrays.vectorOf(true, false), "[true,false]"),
        arguments("string", NdArrays.vectorOfObjects("a", "Grüße"), "[\"a\",\"Grüße\"]"));
  }

  private static NdArray<?> unsigned(String number) {
    return NdArrays.vectorOfObjects(new BigInteger(number));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void anNpyFileTakesTheDtypeOfTheOnlyInput(String signature, NdArray<?> array, String output) {
    assertAnswers(run(signature, npy("x", array)), output);
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        arguments(
            "int8", NdArrays.vectorOf(1, 128), "128 at [1] (expected: a whole number from -128"),
        arguments(
            "int64",
            unsigned("9223372036854775808"),
            "9223372036854775808 at [0] (expected: a whole number from -9223372036854775808 to"),
        arguments("uint64", NdArrays.scalarOf(-1L), "-1 (expected: a whole number from 0 to 184"),
        arguments("float32", NdArrays.vectorOf(1e39), "1.0E39 at [0] (expected: a number up to 3"),
        arguments("float16", NdArrays.vectorOf(65505), "65505.0 at [0] (expected: a number up"));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void aValueThatTheDtypeCannotHoldIsRefused(String signature, NdArray<?> array, String message) {
    assertRefused(run(signature, npy("x", array)), "Input 'x': " + message);
  }

  static Stream<Arguments> others() {
    return Stream.of(
        arguments("int32", NdArrays.vectorOf(1f), "float32"),
        arguments("bool", NdArrays.vectorOf(1), "int32"),
        arguments("float32", NdArrays.vectorOf(true), "bool"),
        arguments("float32", NdArrays.vectorOfObjects("1"), "string"),
        arguments("string", NdArrays.vectorOf(1), "int32"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void aDtypeThatDoesNotBecomeTheInputsIsRefused(String wanted, NdArray<?> array, String given) {
    Path file = npy("x", array);

    assertRefused(
        run(wanted, file), "Input 'x': %s holds %s (expected: %s)".formatted(file, given, wanted));
  }

  @Test
  void severalInputsComeFromAnNpzFileOrAFileEach() {
    NdArray<?> a = NdArrays.scalarOf(1.5f);
    NdArray<?> b = NdArrays.vectorOf(2L, 3L);
    Path npz = files.resolve("both.npz");
    Npz.write(npz, Map.of("a", a, "b", b));
    String outputs = "{\"c\":1.5,\"d\":[2,3]}";

    assertAnswers(run("two", npz), outputs);
    assertAnswers(run("two", "b=" + npy("second", b), "--input", "a=" + npy("first", a)), outputs);
  }

  @Test
  void theBytesOfAnyOtherFileAreAString() throws IOException {
    Path file = Files.write(files.resolve("image.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8});

    assertAnswers(run("string", "x=" + file), "{\"b64\":\"/9g=\"}");
    assertAnswers(run("strings", "x=" + file), "[{\"b64\":\"/9g=\"}]");
    assertRefused(
        run("uint8", "x=" + file),
        "Input 'x': the bytes of %s are one string (expected: uint8 [...])".formatted(file));
  }

  @Test
  void oneArrayForTwoInputsIsRefused() {
    Path file = npy("x", NdArrays.scalarOf(1f));

    assertRefused(
        run("two", file), "%s is one array, but signature 'two' has inputs [a, b]".formatted(file));
  }

  @Test
  void otherNamesThanTheInputsAreRefused() {
    NdArray<?> one = NdArrays.scalarOf(1f);
    Path npz = files.resolve("arrays.npz");
    Npz.write(npz, Map.of("x", one, "z", one));

    assertRefused(run("float32", npz), "No input 'z' in signature 'float32': it has [x]");
    assertRefused(
        run("two", "a=" + npy("a", one)),
        "Input 'b' of signature 'two': no value (expected: values for [a, b])");
    assertRefused(run("float32", "x=" + npz), "Input 'x': %s holds arrays by name".formatted(npz));
  }

  @Test
  void anotherRankIsRefused() {
    assertRefused(
        run("strings", npy("x", NdArrays.scalarOfObject("a"))),
        "Input 'x' of signature 'strings' of %s: string [] (expected: string [?])".formatted(echo));
  }

  @Test
  void missingAndBrokenFilesAreRefused() throws IOException {
    Path missing = files.resolve("no.npy");
    Path broken = Files.writeString(files.resolve("broken.npy"), "no array");

    assertRefused(run("float32", missing), "No file " + missing);
    assertRefused(run("float32", broken), broken + " is not a whole .npy file");
    assertRefused(
        run("string", "x=" + files.resolve("no.txt")),
        "Input 'x': no file " + files.resolve("no.txt"));
  }

  @ParameterizedTest
  @CsvSource({
    "a.json, b.json, --input a.json (expected: NAME=FILE for each input, or one --input alone)",
    "x=a.npy, -, --input - (expected: NAME=FILE for each input",
    "x=a.npy, x=b.npy, --input x=b.npy: a second file for 'x' (expected: one)",
    "=a.npy, x=b.npy, --input =a.npy (expected: NAME=FILE for each input"
  })
  void otherCombinationsAreWrongUsage(String first, String second, String message) {
    Answer answer = run("float32", first, "--input", second);

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).startsWith("error: " + message);
    assertThat(answer.out()).isEmpty();
  }

  private Path npy(String name, NdArray<?> array) {
    Path file = files.resolve(name + ".npy");
    Npy.write(file, array);
    return file;
  }

  private static Answer run(String signature, Object input, Object... more) {
    Object[] words =
        Stream.concat(
                Stream.of("run", echo, "--signature", signature, "--input", input), Stream.of(more))
            .toArray();
    return Jera.call(words);
  }

  private static void assertAnswers(Answer answer, String outputs) {
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out().replaceAll("\\s", "")).isEqualTo("{\"outputs\":%s}".formatted(outputs));
    assertThat(answer.exitCode()).isZero();
  }

  private static void assertRefused(Answer answer, String message) {
    assertThat(answer.err()).startsWith("error: " + message);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
  }
}

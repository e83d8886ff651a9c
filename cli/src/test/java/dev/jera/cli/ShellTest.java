package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellTest {

  @Test
  void pathsBelowTheWorkingDirectoryAreShownFromThere() {
    assertThat(Shell.show(Path.of("").toAbsolutePath().resolve("a/./b"))).isEqualTo("a/b");
    assertThat(Shell.show(Path.of("a/b"))).isEqualTo("a/b");
    assertThat(Shell.show(Path.of("/a/b"))).isEqualTo("/a/b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a/b-1.0 | a/b-1.0",
        "my model | 'my model'",
        "it's | 'it'\\''s'",
        "$HOME | '$HOME'"
      })
  void wordsAreQuotedWhereBashWouldSplitThem(String word, String quoted) {
    assertThat(Shell.quote(word)).isEqualTo(quoted);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "999, 999 bytes",
    "1000, 1.0 kB",
    "9949, 9.9 kB",
    "389932, 390 kB",
    "999499, 999 kB",
    "999500, 1.0 MB",
    "652000000, 652 MB",
    "1234567890123, 1.2 TB"
  })
  void sizesAreShort(long bytes, String text) {
    assertThat(Sizes.format(bytes)).isEqualTo(text);
  }
}

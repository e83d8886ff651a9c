package dev.jera.serving.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelConfigTest {
  private static final ModelConfig MODEL = ModelConfig.of("m", Path.of("m"));

  @Test
  void policiesSelect() {
    List<Long> present = List.of(7L, 100L, 9L);
    assertThat(VersionPolicy.latest(1).select(present)).containsExactly(100L);
    assertThat(VersionPolicy.latest(2).select(present)).containsExactlyInAnyOrder(9L, 100L);
    assertThat(VersionPolicy.latest(5).select(present)).hasSize(3);
    assertThat(VersionPolicy.all().select(present)).containsExactlyInAnyOrder(7L, 9L, 100L);
    assertThat(VersionPolicy.specific(9, 8).select(present)).containsExactly(9L);
    assertThat(VersionPolicy.latest(1).select(List.of())).isEmpty();
  }

  @Test
  void theDefaultsAreTensorFlowServings() {
    RepositoryOptions options = RepositoryOptions.defaults();
    assertThat(options.pollInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(options.loadRetries()).isEqualTo(5);
    assertThat(options.loadRetryInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(MODEL.policy()).isEqualTo(VersionPolicy.latest(1));
  }

  static Stream<Arguments> mistakes() {
    RepositoryOptions options = RepositoryOptions.defaults();
    return Stream.of(
        refused(() -> VersionPolicy.latest(0), "versions: 0 (expected: > 0)"),
        refused(() -> VersionPolicy.specific(), "versions: none (expected: at least one)"),
        refused(() -> VersionPolicy.specific(2, -1), "versions: [-1, 2] (expected: >= 0)"),
        refused(() -> MODEL.withName(" "), "name: ' ' (expected: not blank)"),
        refused(
            () -> MODEL.withLabels(Map.of("", 1L)),
            "labels of model 'm': {=1} (expected: not blank)"),
        refused(
            () -> MODEL.withPolicy(VersionPolicy.specific(1)).withLabels(Map.of("stable", 2L)),
            "labels of model 'm': {stable=2} (expected: versions of its policy, Specific[versions=[1]])"),
        refused(
            () -> options.withPollInterval(Duration.ofSeconds(-1)),
            "pollInterval: PT-1S (expected: >= 0)"),
        refused(() -> options.withLoadRetries(-1), "loadRetries: -1 (expected: >= 0)"),
        refused(
            () -> options.withLoadRetryInterval(Duration.ofMillis(-1)),
            "loadRetryInterval: PT-0.001S (expected: >= 0)"),
        refused(() -> options.withLoadThreads(0), "loadThreads: 0 (expected: > 0)"),
        refused(
            () -> new ModelRef("m", OptionalLong.of(1), Optional.of("stable")),
            "version: OptionalLong[1] and label: Optional[stable] (expected: one of them, or none for the newest)"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreRefused(ThrowingCallable construction, String message) {
    assertThatIllegalArgumentException().isThrownBy(construction).withMessage(message);
  }

  private static Arguments refused(ThrowingCallable construction, String message) {
    return Arguments.of(construction, message);
  }
}

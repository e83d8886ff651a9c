package dev.jera.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Ticker;
import dev.jera.server.ApiException;
import dev.jera.server.call.Api;
import dev.jera.server.call.CallEnd;
import dev.jera.server.call.Wire;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallLoadTest {
  @TempDir static Path directory;
  private final AtomicLong seconds = new AtomicLong(-5);
  private final ModelRepository repository =
      ModelRepository.open(List.of(config("mnist"), config("iris")));
  private final CallLoad load =
      new CallLoad(
          repository,
          new Ticker() {
            @Override
            public long read() {
              return TimeUnit.SECONDS.toNanos(seconds.get());
            }
          });

  private static ModelConfig config(String name) {
    return ModelConfig.of(name, directory);
  }

  @AfterEach
  void close() {
    repository.close();
  }

  private void call(String model, long millis, boolean fails) {
    load.onEnd(
        new CallEnd(
            model,
            Api.PREDICT,
            Wire.REST,
            fails ? Optional.of(ApiException.invalid("no")) : Optional.empty(),
            Duration.ofMillis(millis),
            Duration.ZERO));
  }

  @Test
  void callsAreCountedInTheirSecond() {
    call("mnist", 1, false);
    call("mnist", 1, true);
    assertThat(load.all().seconds()).allMatch(second -> second.requests() == 0);
    seconds.addAndGet(2);
    call("iris", 1, false);
    seconds.addAndGet(1);

    List<LoadSecond> all = load.all().seconds();
    assertThat(all).hasSize(60);
    assertThat(all.subList(57, 60).stream().map(LoadSecond::requests)).containsExactly(2, 0, 1);
    assertThat(all.subList(57, 60).stream().map(LoadSecond::failures)).containsExactly(1, 0, 0);
    assertThat(load.models().get("iris").seconds().get(59).requests()).isEqualTo(1);
    assertThat(load.models().get("iris").seconds().get(57).requests()).isZero();
  }

  @Test
  void whatIsOlderThanAMinuteIsForgotten() {
    call("mnist", 1, false);
    seconds.addAndGet(60);
    assertThat(load.all().seconds().get(0).requests()).isEqualTo(1);
    seconds.addAndGet(1);
    assertThat(load.all().seconds()).allMatch(second -> second.requests() == 0);
    call("mnist", 1, false);
    seconds.addAndGet(1);
    assertThat(load.all().seconds().get(59).requests()).isEqualTo(1);
  }

  @Test
  void quantilesAreRightToAnEighth() {
    for (int millis = 1; millis <= 200; millis++) {
      call("mnist", millis, false);
    }
    seconds.addAndGet(1);
    LoadSecond second = load.all().seconds().get(59);
    assertThat(second.quantile(0.5).orElseThrow()).isCloseTo(100, within(12.5));
    assertThat(second.quantile(0.99).orElseThrow()).isCloseTo(198, within(25.0));
    assertThat(load.all().seconds().get(58).quantile(0.5)).isEmpty();
  }

  @Test
  void timesBeyondAllClassesAreCounted() {
    call("mnist", 0, false);
    call("mnist", TimeUnit.HOURS.toMillis(1), false);
    seconds.addAndGet(1);
    LoadSecond second = load.all().seconds().get(59);
    assertThat(second.quantile(0.5).orElseThrow()).isLessThan(0.1);
    assertThat(second.quantile(1).orElseThrow()).isGreaterThan(60_000 / 2.0);
  }

  @Test
  void namesOfNoModelTakeNoMemory() {
    for (int i = 0; i < 1000; i++) {
      call("made up " + i, 1, true);
    }
    call("mnist", 1, false);
    seconds.addAndGet(1);
    assertThat(load.models()).containsOnlyKeys("mnist");
    assertThat(load.all().seconds().get(59).requests()).isEqualTo(1001);
    repository.setModels(List.of(config("iris")));
    assertThat(load.models()).isEmpty();
  }
}

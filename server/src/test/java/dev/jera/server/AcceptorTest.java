package dev.jera.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Stopwatch;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptorTest {
  /**
   * Netty's own quiet period is two seconds; on a busy machine one of some tries is undisturbed.
   */
  @Test
  void itsLoopsParentEndsAtOnce() throws Exception {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      EventLoopGroup acceptor = Acceptor.of("acceptor");
      acceptor.submit(() -> times.size()).get();
      EventLoopGroup parent = acceptor.next().parent();
      Stopwatch watch = Stopwatch.createStarted();
      parent.shutdownGracefully().await();
      times.add(watch.elapsed());
    }
    assertThat(times).anyMatch(time -> time.toMillis() < 1000);
  }
}

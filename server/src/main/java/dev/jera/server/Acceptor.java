package dev.jera.server;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Accepts connections, and ends as soon as it is told to: by default it would stay two seconds.
 * {@link com.linecorp.armeria.common.util.EventLoopGroupBuilder#gracefulShutdown} does not help, as
 * Armeria tells the group that the loop names as its parent, which is below the one built there.
 */
final class Acceptor extends MultiThreadIoEventLoopGroup {
  private Acceptor(ThreadFactory threads, IoHandlerFactory handlers) {
    super(1, threads, handlers);
  }

  /** An acceptor whose thread has this name; of other transports it is Armeria's own. */
  static EventLoopGroup of(String name) {
    ThreadFactory threads = ThreadFactories.newEventLoopThreadFactory(name, false);
    return switch (Flags.transportType()) {
      case EPOLL -> new Acceptor(threads, EpollIoHandler.newFactory());
      case NIO -> new Acceptor(threads, NioIoHandler.newFactory());
      default -> EventLoopGroups.newEventLoopGroup(1, threads);
    };
  }

  @Override
  public Future<?> shutdownGracefully() {
    return shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}

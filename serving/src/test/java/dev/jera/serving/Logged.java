package dev.jera.serving;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Hears what is logged for Jera while it is open. */
public final class Logged extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final Logger JERA = (Logger) LoggerFactory.getLogger("dev.jera");

  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

  /** Begins to hear. */
  public Logged() {
    start();
    JERA.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    events.add(event);
  }

  /** All of a level so far. */
  public List<ILoggingEvent> events(Level level) {
    return events.stream().filter(event -> event.getLevel() == level).toList();
  }

  /** The messages of a level so far. */
  public List<String> messages(Level level) {
    return events(level).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    JERA.detachAppender(this);
  }
}

package dev.jera.server.log;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.jera.runtime.savedmodel.PredictionLogFile;
import dev.jera.server.config.RequestLogging;
import dev.jera.server.proto.LogMetadata;
import dev.jera.server.proto.PredictionLog;
import dev.jera.server.proto.SamplingConfig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model's log: a new TFRecord file, named as the prefix, the time in UTC, a number and {@code
 * .tfrecord}, which is there from the first request on.
 */
final class RequestLog implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RequestLog.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int WAITING = 256;
  private static final long WAITING_BYTES = 32L << 20;

  /** Keeps apart the files that this process begins at one time. */
  private static final AtomicLong COUNT = new AtomicLong();

  private static final Duration LAST_WRITES = Duration.ofSeconds(10);

  private final String model;
  private final RequestLogging settings;
  private final Path file;
  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final ThreadPoolExecutor writer;

  /** The writer's own. */
  private @Nullable OutputStream out;

  private boolean broken;

  RequestLog(String model, RequestLogging settings) {
    this.model = model;
    this.settings = settings;
    this.file =
        Path.of(
            "%s-%s-%d.tfrecord"
                .formatted(settings.prefix(), TIME.format(Instant.now()), COUNT.getAndIncrement()));
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            new ThreadFactoryBuilder().setNameFormat("jera-request-log-%d").setDaemon(true).build(),
            new ThreadPoolExecutor.AbortPolicy());
  }

  RequestLogging settings() {
    return settings;
  }

  boolean isSampled() {
    return ThreadLocalRandom.current().nextDouble() < settings.rate();
  }

  void write(PredictionLog.Builder log) {
    PredictionLog whole =
        log.setLogMetadata(
                LogMetadata.newBuilder()
                    .setSamplingConfig(
                        SamplingConfig.newBuilder().setSamplingRate(settings.rate())))
            .build();
    long size = whole.getSerializedSize();
    try {
      if (waitingBytes.addAndGet(size) > WAITING_BYTES) {
        throw new RejectedExecutionException();
      }
      writer.execute(
          () -> {
            append(whole.toByteArray());
            waitingBytes.addAndGet(-size);
          });
    } catch (RejectedExecutionException e) {
      waitingBytes.addAndGet(-size);
      leftOut.incrementAndGet();
    }
  }

  private void append(byte[] log) {
    if (broken) {
      return;
    }
    try {
      if (out == null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
      }
      PredictionLogFile.append(out, log);
      if (writer.getQueue().isEmpty()) {
        out.flush();
      }
    } catch (IOException e) {
      broken = true;
      LOGGER.error("The requests of model '{}' are not logged any more: {}", model, file, e);
    }
  }

  @Override
  public void close() {
    MoreExecutors.shutdownAndAwaitTermination(writer, LAST_WRITES);
    try (OutputStream last = out) {
      if (leftOut.get() > 0) {
        LOGGER.warn(
            "{} requests of model '{}' are not in {}: the disk was too slow", leftOut, model, file);
      }
    } catch (IOException e) {
      LOGGER.error("The log of model '{}' may lack its end: {}", model, file, e);
    }
  }
}

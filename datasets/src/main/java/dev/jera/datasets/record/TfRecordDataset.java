package dev.jera.datasets.record;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.datasets.Dataset;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.Example;
import dev.jera.datasets.Pass;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The examples in TFRecord files, read one after the other in every pass.
 *
 * <p>Only the records are read in their order; parsing them, and what the parser does, say decoding
 * a JPEG by {@code Images.read}, runs on all threads of {@code prefetch}. Records that are left out
 * by {@code skip} are not parsed, those that wait in a {@code shuffle} not yet. The size of memory
 * does not depend on the size of the files.
 *
 * <p>A record that is truncated, corrupt, no tf.Example, or that the parser fails on is a {@link
 * DatasetException} with the file, the number of the record and its offset in the unpacked file.
 *
 * @param files raw or gzipped, in the order they are read
 * @param parser makes the example; several threads may call it at once
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/data/TFRecordDataset">
 *     tf.data.TFRecordDataset</a>
 */
public record TfRecordDataset(List<Path> files, Function<TfExample, Example> parser)
    implements Dataset {

  /** Copies the files. */
  public TfRecordDataset {
    files = List.copyOf(files);
    checkArgument(!files.isEmpty(), "files: [] (expected: at least one)");
  }

  /** The examples of one file. */
  public static TfRecordDataset of(Path file, Function<TfExample, Example> parser) {
    return of(List.of(file), parser);
  }

  /** The examples of several files, one file after the other. */
  public static TfRecordDataset of(List<Path> files, Function<TfExample, Example> parser) {
    return new TfRecordDataset(files, parser);
  }

  /** A file is opened when its first record is asked for. */
  @Override
  public Pass pass(long number) {
    return new TfRecordPass(TfRecordReader.open(files), parser);
  }

  /** Empty: only reading tells. */
  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }
}

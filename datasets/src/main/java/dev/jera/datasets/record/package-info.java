/**
 * TensorFlow's files of records, and the examples in them.
 *
 * <pre>{@code
 * List<Path> files = List.of(Path.of("train-0.tfrecord"), Path.of("train-1.tfrecord.gz"));
 * Dataset train = TfRecordDataset.of(files, record -> Example.of(
 *     Images.resize(Images.read(record.bytes("image"), record.text("name"), 3), 160, 160),
 *     NdArrays.scalarOf((int) record.number("label"))))
 *   .shuffle(10_000, 7).prefetch(64);
 * }</pre>
 *
 * <p>Records are read in their order, and parsed on all threads of {@code prefetch}.
 */
@NullMarked
package dev.jera.datasets.record;

import org.jspecify.annotations.NullMarked;

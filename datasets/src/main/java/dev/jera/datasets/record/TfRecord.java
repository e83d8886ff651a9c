package dev.jera.datasets.record;

import java.nio.file.Path;

/**
 * A record and where it was found.
 *
 * @param number of the record in its file, from 0
 * @param offset of its length in the unpacked file
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
record TfRecord(byte[] data, Path file, long number, long offset) {

  /** What error messages call it. */
  String place() {
    return "%s: record %d at byte %d".formatted(file, number, offset);
  }
}

package dev.jera.datasets;

import java.net.URI;

/**
 * A file as its publisher offers it.
 *
 * @param uri where it is; the last segment of its path is the file's name
 * @param size bytes
 * @param sha256 in lower-case hexadecimal
 */
record RemoteFile(URI uri, long size, String sha256) {

  String name() {
    String path = uri.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}

package dev.jera.runtime;

/**
 * What {@link GraphSession}s of this process hold in TensorFlow's memory. It counts what Jera made
 * and has not freed; TensorFlow's own arenas and the variables of the graphs are not in it.
 *
 * @param sessions how many are open
 * @param tensors how many tensors are fed or fetched at this moment
 * @param tensorBytes their bytes, but those of strings' characters
 */
public record NativeMemory(long sessions, long tensors, long tensorBytes) {

  /** What is held now. */
  public static NativeMemory now() {
    return new NativeMemory(GraphSession.count(), NativeTensors.count(), NativeTensors.bytes());
  }
}

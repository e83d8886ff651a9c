package dev.jera.bench.peers;

import dev.jera.bench.Machine;
import dev.jera.bench.Spread;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How cost grows, as it was found; also the JSON that a run leaves behind.
 *
 * @param machine where it ran
 * @param rounds turns of each engine at each task
 * @param steps most steps of 64 images in a turn
 * @param speeds what changes with the batch, the net's width and the cores
 * @param memories what changes with the examples
 * @param notes who could not do what, and why
 */
record GrowthReport(
    Machine machine,
    int rounds,
    int steps,
    List<Speed> speeds,
    List<Memory> memories,
    List<String> notes) {

  /**
   * What an engine did at one size.
   *
   * @param width of the net
   * @param cores that the process may use, and so the threads of TensorFlow's pools
   * @param byRaw by raw TensorFlow Java of the same size in the same round
   * @param byOneCore by the same engine on one core in the same round; null where it is that
   */
  record Speed(
      String engine,
      double width,
      int cores,
      Task task,
      Spread imagesPerSecond,
      Spread byRaw,
      @Nullable Spread byOneCore) {}

  /**
   * The memory of a process that trained.
   *
   * @param engine what trained, and from where
   * @param examples that it trained on
   * @param peakMegabytes the most that it had resident
   */
  record Memory(String engine, int examples, double peakMegabytes) {}

  /** What was found of a size. */
  Optional<Speed> speed(String engine, double width, int cores, Task task) {
    return speeds.stream()
        .filter(
            speed ->
                speed.engine().equals(engine)
                    && speed.width() == width
                    && speed.cores() == cores
                    && speed.task().equals(task))
        .findFirst();
  }

  /** The numbers of cores, from the least. */
  List<Integer> cores() {
    return speeds.stream().map(Speed::cores).distinct().sorted().toList();
  }

  /** The tasks at one width, in their order. */
  List<Task> tasks(double width) {
    return speeds.stream()
        .filter(speed -> speed.width() == width)
        .map(Speed::task)
        .distinct()
        .toList();
  }

  /** The widths, from the least. */
  List<Double> widths() {
    return speeds.stream().map(Speed::width).distinct().sorted().toList();
  }
}

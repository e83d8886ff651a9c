package dev.jera.bench.peers;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How long a turn may be.
 *
 * @param steps most steps of 64 images that a turn trains; other batches train as many images
 */
record Pace(int steps) {
  private static final int IMAGES_A_STEP = 64;
  private static final int LEAST_STEPS = 5;
  private static final int MOST_STEPS = 60_000 / IMAGES_A_STEP;

  /** So that who is slow does not hold up the rest. */
  private static final double SECONDS_A_STEP = 0.02;

  /** Below, a first call is the most of it. */
  private static final double LEAST_SECONDS = 0.25;

  private static final int MOST_CALLS = 2_000;

  /** How many times as many steps the next turn may have. */
  private static final int FASTER = 8;

  private static final double STILL_WARMING = 1.05;
  private static final int LEAST_WARMING = 2;
  private static final int MOST_WARMING = 8;

  /** Checks the number. */
  Pace {
    checkArgument(
        steps >= LEAST_STEPS && steps <= MOST_STEPS,
        "steps: %s (expected: %s to %s)",
        steps,
        LEAST_STEPS,
        MOST_STEPS);
  }

  /** Training images that a turn may need. */
  int images() {
    return steps * IMAGES_A_STEP;
  }

  /**
   * Warms an engine up for a task: until a turn is no faster than the one before, for two turns'
   * time at least and eight at most. The first calls on large batches take most of their time for
   * memory.
   */
  Turn warm(EngineProcess engine, Task task) throws EngineException {
    Turn turn = Turn.of(engine, task, 1);
    double spent = turn.seconds();
    double gain = FASTER;
    while (spent < LEAST_WARMING * seconds()
        || (gain > STILL_WARMING && spent < MOST_WARMING * seconds())) {
      Turn next = Turn.of(engine, task, Math.min(steps(turn), FASTER * turn.steps()));
      gain = next.imagesPerSecond() / turn.imagesPerSecond();
      spent += next.seconds();
      turn = next;
    }
    return turn;
  }

  /** Steps or calls of the next turn, at the speed of this one. */
  long steps(Turn turn) {
    long inTime = (long) (seconds() / (turn.seconds() / turn.steps()));
    long most =
        turn.task().kind() == Task.Kind.TRAIN
            ? Math.max(1, images() / turn.task().batch())
            : MOST_CALLS;
    return Math.max(1, Math.min(inTime, most));
  }

  private double seconds() {
    return Math.max(LEAST_SECONDS, SECONDS_A_STEP * steps);
  }
}

package dev.jera.bench;

/**
 * What one contender did in one round.
 *
 * @param imagesPerSecond how fast it trained
 * @param coresBusy the CPU time that the process took, by the time that passed: much less than the
 *     machine's cores where something else ran on them; NaN where the system does not tell
 * @param loss the mean loss of the round's images, each before its own step
 */
record Measurement(double imagesPerSecond, double coresBusy, double loss) {}

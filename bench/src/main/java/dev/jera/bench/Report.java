package dev.jera.bench;

import java.util.List;
import java.util.Locale;

/**
 * What a run of the benchmark found; also the JSON that it leaves behind.
 *
 * @param machine where it ran
 * @param network what was trained
 * @param batchSize images a step
 * @param imagesPerRound images that each contender trains on in a round
 * @param warmUp the round that does not count
 * @param rounds the rounds that count
 * @param jera Jera's images a second
 * @param raw raw TensorFlow Java's images a second
 * @param ratioOfMedians Jera's median by raw's
 * @param ratio the rounds' own ratios, which a machine that slows down for a while disturbs less
 * @param peakResidentMegabytes the most memory that the process had resident, both contenders and
 *     the data together; NaN where the system does not tell
 */
record Report(
    Machine machine,
    Network network,
    int batchSize,
    int imagesPerRound,
    Round warmUp,
    List<Round> rounds,
    Spread jera,
    Spread raw,
    double ratioOfMedians,
    Spread ratio,
    double peakResidentMegabytes) {

  /** The report of these rounds. */
  static Report of(
      Machine machine,
      Network network,
      int batchSize,
      int imagesPerRound,
      Round warmUp,
      List<Round> rounds) {
    Spread jera = Spread.of(rounds.stream().mapToDouble(round -> round.jera().imagesPerSecond()));
    Spread raw = Spread.of(rounds.stream().mapToDouble(round -> round.raw().imagesPerSecond()));
    return new Report(
        machine,
        network,
        batchSize,
        imagesPerRound,
        warmUp,
        rounds,
        jera,
        raw,
        jera.median() / raw.median(),
        Spread.of(rounds.stream().mapToDouble(Round::ratio)),
        Machine.peakResidentMegabytes());
  }

  /** The report as a table. */
  String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            Training, images a second: %s on MNIST, Adam, batches of %,d
            %s, %d cores, %s, load %.2f before
            JDK %s, TensorFlow %s, TF_ENABLE_ONEDNN_OPTS %s
            %,d images a contender a round; peak resident memory %,.0f MB

            round          Jera        raw   Jera/raw   cores busy (J, r)        loss (J, r)
            """,
            network,
            batchSize,
            machine.cpu(),
            machine.cores(),
            machine.system(),
            machine.load(),
            machine.jdk(),
            machine.tensorflow(),
            machine.oneDnn(),
            imagesPerRound,
            peakResidentMegabytes));
    text.append(row("warm-up", warmUp));
    rounds.forEach(round -> text.append(row(Integer.toString(round.number()), round)));
    text.append(row("median", jera.median(), raw.median(), ratio.median()));
    text.append(row("min", jera.min(), raw.min(), ratio.min()));
    text.append(row("max", jera.max(), raw.max(), ratio.max()));
    return text.append(
            String.format(
                Locale.ROOT,
                "Jera/raw: %.3f by the medians, %.3f by the median round%n",
                ratioOfMedians,
                ratio.median()))
        .toString();
  }

  private static String row(String name, Round round) {
    return String.format(
        Locale.ROOT,
        "%-8s %,10.0f %,10.0f %10.3f %12.2f %6.2f %11.4f %6.4f%n",
        name,
        round.jera().imagesPerSecond(),
        round.raw().imagesPerSecond(),
        round.ratio(),
        round.jera().coresBusy(),
        round.raw().coresBusy(),
        round.jera().loss(),
        round.raw().loss());
  }

  private static String row(String name, double jera, double raw, double ratio) {
    return String.format(Locale.ROOT, "%-8s %,10.0f %,10.0f %10.3f%n", name, jera, raw, ratio);
  }
}

package dev.jera.serving.repository;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.primitives.Longs;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of the versions on disk a model serves.
 *
 * @see <a
 *     href="https://www.tensorflow.org/tfx/serving/serving_config#serving_a_specific_version_of_a_model">TensorFlow
 *     Serving's version policies</a>
 */
public sealed interface VersionPolicy {
  /**
   * The versions of the highest numbers.
   *
   * @param versions how many, at least 1
   */
  static VersionPolicy latest(int versions) {
    return new Latest(versions);
  }

  /** Every version. */
  static VersionPolicy all() {
    return new All();
  }

  /**
   * These versions, as far as they are there.
   *
   * @param versions their numbers, at least one
   */
  static VersionPolicy specific(long... versions) {
    return new Specific(ImmutableSortedSet.copyOf(Longs.asList(versions)));
  }

  /** Those that are served of the versions present. */
  Set<Long> select(Collection<Long> present);

  /** The versions of the highest numbers. */
  record Latest(int versions) implements VersionPolicy {
    /** Checks the number of versions. */
    public Latest {
      checkArgument(versions > 0, "versions: %s (expected: > 0)", versions);
    }

    @Override
    public Set<Long> select(Collection<Long> present) {
      return present.stream()
          .sorted(Comparator.reverseOrder())
          .limit(versions)
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  /** Every version. */
  record All() implements VersionPolicy {
    @Override
    public Set<Long> select(Collection<Long> present) {
      return Set.copyOf(present);
    }
  }

  /** The versions of these numbers. */
  record Specific(Set<Long> versions) implements VersionPolicy {
    /** Checks the numbers and copies them. */
    public Specific {
      versions = ImmutableSortedSet.copyOf(versions);
      checkArgument(!versions.isEmpty(), "versions: none (expected: at least one)");
      checkArgument(
          versions.stream().allMatch(version -> version >= 0),
          "versions: %s (expected: >= 0)",
          versions);
    }

    @Override
    public Set<Long> select(Collection<Long> present) {
      return present.stream().filter(versions::contains).collect(Collectors.toUnmodifiableSet());
    }
  }
}

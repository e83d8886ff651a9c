package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Set;

/** The graph of a SavedModel has ops that are not allowed, or that TensorFlow does not have. */
public final class SavedModelOpsException extends SavedModelException {
  private static final long serialVersionUID = 1L;

  /** What whoever loads the bundle can do about it. */
  public enum Remedy {
    /** Trust the bundle: {@link LoadOptions#allowedOps()}. */
    ALLOW,
    /** Bring the ops along: {@link LoadOptions#opLibraries()}. */
    LIBRARY
  }

  private final String finding;
  private final Remedy remedy;
  private final ImmutableSortedSet<String> ops;

  /**
   * Creates the exception.
   *
   * @param finding what was found, as a sentence that names the bundle
   * @param advice what to do in Java, as another sentence
   * @param ops the names of the ops
   */
  SavedModelOpsException(String finding, String advice, Remedy remedy, Set<String> ops) {
    super(finding + ". " + advice);
    this.finding = finding;
    this.remedy = remedy;
    this.ops = ImmutableSortedSet.copyOf(ops);
  }

  /** The message without what to do in Java. */
  public String finding() {
    return finding;
  }

  /** What can be done. */
  public Remedy remedy() {
    return remedy;
  }

  /** The names of the ops, in their order. */
  public Set<String> ops() {
    return ops;
  }
}

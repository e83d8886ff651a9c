package dev.jera.serving.mapping;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Set;

/** Whether the components of records stand for what a signature has. */
final class ComponentNames {
  private ComponentNames() {}

  /**
   * Checks that there is a component for each input, and no other.
   *
   * @throws IllegalArgumentException if not; the message names it
   */
  static void checkInputs(RecordClass<?> record, Set<String> inputs, String signature) {
    checkKnown(record, "input", inputs, signature);
    for (String input : inputs) {
      checkArgument(
          record.components().containsKey(input),
          "Record %s: no component '%s' (expected: components for the inputs %s of %s); add it, or name one by @MappedName(\"%s\")",
          record.name(),
          input,
          inputs,
          signature,
          input);
    }
  }

  /**
   * Checks that every component is an output, and that there is one.
   *
   * @throws IllegalArgumentException if not; the message names it
   */
  static void checkOutputs(RecordClass<?> record, Set<String> outputs, String signature) {
    checkKnown(record, "output", outputs, signature);
    checkArgument(
        !record.components().isEmpty(),
        "Record %s: no components (expected: some of the outputs %s of %s)",
        record.name(),
        outputs,
        signature);
  }

  private static void checkKnown(
      RecordClass<?> record, String side, Set<String> known, String signature) {
    record
        .components()
        .forEach(
            (name, component) ->
                checkArgument(
                    known.contains(name),
                    "%s: no %s '%s' in %s, which has %s; remove it, or say by @MappedName what it stands for",
                    component,
                    side,
                    name,
                    signature,
                    known));
  }
}

package dev.jera.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.serving.AcceleratedModel;
import dev.jera.serving.AcceleratorException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** A bundle whose signatures were all translated. Some may share a session. */
final class OnnxModel implements AcceleratedModel {
  private final String description;
  private final Map<String, Entry> entries;

  /** A signature, its output names in their order, and what answers it. */
  record Entry(Signature signature, List<String> outputs, OnnxSession session) {
    Entry(Signature signature, OnnxSession session) {
      this(signature, ImmutableList.copyOf(signature.outputs().keySet()), session);
    }
  }

  OnnxModel(String description, Map<String, Entry> entries) {
    this.description = description;
    this.entries = ImmutableMap.copyOf(entries);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public List<TensorData> run(String signature, List<TensorData> inputs, List<String> outputs) {
    Entry entry = entries.get(signature);
    if (entry == null) {
      throw new AcceleratorException(
          "No signature '%s' (expected: one of %s)".formatted(signature, entries.keySet()));
    }
    int[] wanted = new int[outputs.size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = entry.outputs().indexOf(outputs.get(i));
    }
    return entry.session().run(inputs, wanted);
  }

  @Override
  public void close() {
    new LinkedHashSet<>(entries.values().stream().map(Entry::session).toList())
        .forEach(OnnxSession::close);
  }
}

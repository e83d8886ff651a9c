package dev.jera.micrometer;

import dev.jera.runtime.NativeMemory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * What Jera holds of TensorFlow's memory in this process, see {@link NativeMemory}:
 *
 * <ul>
 *   <li>{@code jera.native.memory}, a gauge in bytes: the tensors that are fed or fetched;
 *   <li>{@code jera.native.tensors}, a gauge: how many these are;
 *   <li>{@code jera.native.sessions}, a gauge: how many sessions are open.
 * </ul>
 *
 * <p>Where nothing is closed, they grow and never fall.
 */
public final class NativeMemoryMetrics implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("jera.native.memory", () -> NativeMemory.now().tensorBytes())
        .description("Bytes of the tensors that are fed to TensorFlow or fetched from it")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    Gauge.builder("jera.native.tensors", () -> NativeMemory.now().tensors())
        .description("Tensors that are fed to TensorFlow or fetched from it")
        .baseUnit("tensors")
        .register(registry);
    Gauge.builder("jera.native.sessions", () -> NativeMemory.now().sessions())
        .description("Open sessions of TensorFlow")
        .baseUnit("sessions")
        .register(registry);
  }
}

package dev.jera.serving;

import dev.jera.runtime.savedmodel.LoadedSavedModel;

/** TensorFlow alone. */
final class NoAccelerator implements Accelerator {
  @Override
  public String name() {
    return Engine.TENSORFLOW;
  }

  @Override
  public AcceleratedModel accelerate(LoadedSavedModel model) {
    throw new AcceleratorException("TensorFlow answers itself");
  }

  @Override
  public String toString() {
    return name();
  }
}

/** ONNX Runtime, measured beside Jera. */
@NullMarked
package dev.jera.bench.onnxruntime;

import org.jspecify.annotations.NullMarked;

/**
 * An accelerator of serving on ONNX Runtime: the graph of a SavedModel is translated to ONNX and
 * answered there.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX's operators</a>
 * @see <a href="https://onnxruntime.ai/docs/get-started/with-java.html">ONNX Runtime for Java</a>
 */
@NullMarked
package dev.jera.onnx;

import org.jspecify.annotations.NullMarked;

package dev.jera.server.openinference;

import com.google.common.collect.ImmutableList;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.http.Answer;
import dev.jera.server.http.HeldBytes;
import dev.jera.server.http.HttpAnswers;
import dev.jera.server.json.InferAnswer;
import io.netty.util.AsciiString;
import java.util.List;

/** Answers to {@code infer}: JSON, or JSON with the bytes of tensors after it. */
final class InferenceAnswers {
  /** How many bytes of a body are JSON, where others follow. */
  static final AsciiString JSON_LENGTH = HttpHeaderNames.of("Inference-Header-Content-Length");

  private InferenceAnswers() {}

  /** The answer; the bytes of tensors are not put together, but sent one after the other. */
  static Answer of(ServiceRequestContext ctx, InferAnswer answer) {
    if (!answer.hasBinary()) {
      return Answer.json(answer::writeJson);
    }
    byte[] json = HttpAnswers.bytes(answer::writeJson);
    // Before the tensors are copied, of which there may be no room for any.
    HeldBytes.takeForAnswer(ctx, json.length + answer.binarySize());
    List<HttpData> binary = answer.binary().stream().map(HttpData::wrap).toList();
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.OCTET_STREAM)
            .contentLength(json.length + answer.binarySize())
            .setInt(JSON_LENGTH, json.length)
            .build();
    return Answer.of(
        HttpResponse.of(
            ImmutableList.<HttpObject>builder()
                .add(headers)
                .add(HttpData.wrap(json))
                .addAll(binary)
                .build()
                .toArray(HttpObject[]::new)));
  }
}

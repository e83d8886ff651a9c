package dev.jera.server.http;

import com.linecorp.armeria.common.HttpResponse;
import java.util.function.Consumer;

/** What a request to a model is answered. */
public final class Answer {
  private final Consumer<AnswerStream> sending;

  private Answer(Consumer<AnswerStream> sending) {
    this.sending = sending;
  }

  /**
   * JSON, which may be large: it is compressed where its client takes that, and sent while it is
   * written.
   */
  public static Answer json(HttpAnswers.Body body) {
    return new Answer(to -> to.write(body));
  }

  /** A response that is there as a whole. */
  public static Answer of(HttpResponse response) {
    return new Answer(to -> to.put(response));
  }

  /** Writes it, all but the end, which closing the stream sends. */
  void writeTo(AnswerStream stream) {
    sending.accept(stream);
  }
}

package dev.jera.server.web;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What the page's charts show: a number for each of the last whole seconds, the oldest first. */
final class LoadJson {
  private static final double MEDIAN = 0.5;
  private static final double P99 = 0.99;

  private LoadJson() {}

  static void write(JsonGenerator json, CallLoad load) throws IOException {
    json.writeStartObject();
    json.writeFieldName("all");
    write(json, load.all());
    json.writeObjectFieldStart("models");
    for (Map.Entry<String, LoadWindow> model : load.models().entrySet()) {
      json.writeFieldName(model.getKey());
      write(json, model.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, LoadWindow window) throws IOException {
    List<LoadSecond> seconds = window.seconds();
    json.writeStartObject();
    json.writeFieldName("requests");
    int[] requests = seconds.stream().mapToInt(LoadSecond::requests).toArray();
    json.writeArray(requests, 0, requests.length);
    json.writeFieldName("failures");
    int[] failures = seconds.stream().mapToInt(LoadSecond::failures).toArray();
    json.writeArray(failures, 0, failures.length);
    quantiles(json, "p50", seconds, MEDIAN);
    quantiles(json, "p99", seconds, P99);
    json.writeEndObject();
  }

  /** In milliseconds, null for a second without calls. */
  private static void quantiles(
      JsonGenerator json, String field, List<LoadSecond> seconds, double share) throws IOException {
    json.writeArrayFieldStart(field);
    for (LoadSecond second : seconds) {
      OptionalDouble millis = second.quantile(share);
      if (millis.isPresent()) {
        json.writeNumber((float) millis.getAsDouble());
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
  }
}

package dev.jera.cli.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;

/**
 * Refuses numbers that float64 cannot hold, such as 1e400, which Jackson reads as Infinity. Whoever
 * means Infinity writes it out.
 */
final class FiniteNumbers extends JsonParserDelegate {

  FiniteNumbers(JsonParser parser) {
    super(parser);
  }

  @Override
  public double getDoubleValue() throws IOException {
    double value = super.getDoubleValue();
    if (Double.isInfinite(value) && Character.isDigit(lastCharacter())) {
      throw new JsonParseException(this, "%s is beyond float64".formatted(getText()));
    }
    return value;
  }

  private char lastCharacter() throws IOException {
    String text = getText();
    return text.charAt(text.length() - 1);
  }
}

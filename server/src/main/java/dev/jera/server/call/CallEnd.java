package dev.jera.server.call;

import dev.jera.server.ApiException;
import java.time.Duration;
import java.util.Optional;

/**
 * A request that has come to its end.
 *
 * @param model which model; empty where the server has none of the name that was asked for
 * @param api what was asked
 * @param wire how it came
 * @param failure why it failed, where it did; a client that went away is CANCELLED
 * @param took from when it was taken to its answer
 * @param ran how much of that the model took, waiting for a batch included; zero if it was not
 *     asked
 */
public record CallEnd(
    String model,
    Api api,
    Wire wire,
    Optional<ApiException> failure,
    Duration took,
    Duration ran) {}

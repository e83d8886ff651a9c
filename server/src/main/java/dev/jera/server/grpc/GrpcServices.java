package dev.jera.server.grpc;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceBindingBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import dev.jera.server.Limits;
import dev.jera.server.Models;
import dev.jera.server.ServerOptions;
import dev.jera.server.call.Calls;
import io.grpc.BindableService;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.List;
import java.util.Set;

/**
 * The gRPC services of a server, with the health and the reflection of all of them. Each has the
 * limits of the server: the size of a message, the time where a client gives none.
 */
public final class GrpcServices {
  private final Limits limits;
  private final ImmutableList.Builder<BindableService> services = ImmutableList.builder();

  /** None yet. */
  public GrpcServices(Limits limits) {
    this.limits = limits;
  }

  /** TensorFlow Serving's PredictionService and ModelService. */
  public GrpcServices addTensorFlow(Models models, Calls calls, ServerOptions options) {
    return add(new PredictionCalls(calls, limits.bodyBytes())).add(new ModelCalls(models, options));
  }

  /** One more; what it throws, and what fails otherwise, is told by its code and its message. */
  public GrpcServices add(BindableService service) {
    services.add(service);
    return this;
  }

  /** Adds them to a server. */
  public void addTo(ServerBuilder server) {
    List<BindableService> own = services.build();
    Set<String> names =
        own.stream()
            .map(service -> service.bindService().getServiceDescriptor().getName())
            .collect(toImmutableSet());
    Health health = new Health(names);
    server.serverListener(health.listener());
    bind(server, builder().addServices(own).addService(health).build());
    reflections().forEach(service -> bind(server, builder().addService(service).build()));
  }

  /** The length of a message is limited instead of HTTP's body: a 413 says nothing to a client. */
  private static void bind(ServerBuilder server, GrpcService service) {
    ServiceBindingBuilder binding = server.route();
    service.routes().forEach(binding::addRoute);
    binding.maxRequestLength(0).build(service);
  }

  /** Both versions: older clients know the first one only. A GrpcService takes one of them. */
  @SuppressWarnings("deprecation")
  private static List<BindableService> reflections() {
    return ImmutableList.of(
        ProtoReflectionServiceV1.newInstance(),
        io.grpc.protobuf.services.ProtoReflectionService.newInstance());
  }

  private GrpcServiceBuilder builder() {
    return GrpcService.builder()
        .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
        .decompressorRegistry(
            DecompressorRegistry.emptyInstance()
                .with(Codec.Identity.NONE, false)
                .with(new ClosingGzip(), true))
        .maxRequestMessageLength(Ints.saturatedCast(limits.bodyBytes()))
        .exceptionHandler(new GrpcFailures(limits.bodyBytes()))
        .intercept(new Deadlines(limits.requestTimeout()), new HeldMessages());
  }
}

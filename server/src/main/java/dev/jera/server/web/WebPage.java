package dev.jera.server.web;

import com.google.common.collect.ImmutableMap;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.jera.serving.repository.ModelRepository;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * A page at {@code /}: the models with their states and signatures, a canvas for image classifiers,
 * a form to ask any model, and charts of what is being asked.
 *
 * <p>It asks models by the REST API. What it knows of them comes from {@code GET /page/models}, and
 * its charts from {@code GET /page/load}; both are the page's own and may change with it.
 */
public final class WebPage {
  /** Below it is all that the page asks for, models apart. */
  public static final String UNDER = "/page/";

  private static final String HTML = "index.html";
  private static final MediaType SCRIPT = MediaType.TEXT_JAVASCRIPT_UTF_8;

  /** The page's files with their types. */
  private static final Map<String, MediaType> FILES =
      ImmutableMap.<String, MediaType>builder()
          .put(HTML, MediaType.HTML_UTF_8)
          .put("style.css", MediaType.CSS_UTF_8)
          .put("icon.svg", MediaType.SVG_UTF_8)
          .put("app.js", SCRIPT)
          .put("charts.js", SCRIPT)
          .put("classify.js", SCRIPT)
          .put("commands.js", SCRIPT)
          .put("dom.js", SCRIPT)
          .put("models.js", SCRIPT)
          .put("picture.js", SCRIPT)
          .put("server.js", SCRIPT)
          .put("sketch.js", SCRIPT)
          .put("tryit.js", SCRIPT)
          .buildOrThrow();

  private final ModelRepository repository;
  private final CallLoad load;

  /**
   * @param repository the models that it shows
   * @param load what its charts show; to be told of every call
   */
  public WebPage(ModelRepository repository, CallLoad load) {
    this.repository = repository;
    this.load = load;
  }

  /** Adds it to a server. */
  public void addTo(ServerBuilder server) {
    FILES.forEach((name, type) -> server.service(pathOf(name), PageAnswers.file(name, type)));
    server.service(
        UNDER + "models",
        (ctx, request) ->
            PageAnswers.json(json -> ModelsJson.write(json, repository, grpcPort(ctx)))
                .serve(ctx, request));
    server.service(
        UNDER + "load",
        (ctx, request) -> PageAnswers.json(json -> LoadJson.write(json, load)).serve(ctx, request));
  }

  /** The server's last port, be it REST's, too; 0 where there is no gRPC. */
  private static int grpcPort(ServiceRequestContext ctx) {
    Server server = ctx.config().server();
    boolean hasGrpc =
        server.serviceConfigs().stream()
            .anyMatch(config -> config.service().as(GrpcService.class) != null);
    return hasGrpc
        ? server.activePorts().keySet().stream()
            .mapToInt(InetSocketAddress::getPort)
            .reduce((before, port) -> port)
            .orElseThrow()
        : 0;
  }

  /**
   * Whether a path is one of the page's files, which hold no secret: a browser must get them before
   * the page can ask for the token that its data needs.
   */
  public static boolean isFile(String path) {
    return FILES.keySet().stream().anyMatch(name -> pathOf(name).equals(path));
  }

  private static String pathOf(String name) {
    return name.equals(HTML) ? "/" : UNDER + name;
  }
}

package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.base.Splitter;
import dev.jera.server.ServerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The examples of how the server is run are of the right form, and name what there is. */
class DeployTest {
  private static final Path DEPLOY = Repository.root().resolve("docs/deploy");
  private static final Path UNIT = DEPLOY.resolve("jera-serve.service");

  /** Where the examples say that the distribution lies. */
  private static final String SCRIPT = "/opt/jera-server/bin/jera-serve";

  @TempDir private Path directory;

  @Test
  void theUnitHasNothingThatSystemdDoesNotKnow() throws Exception {
    Path verifier = Path.of("/usr/bin/systemd-analyze");
    assumeThat(verifier).as("systemd").isExecutable();
    Path unit = directory.resolve("jera-serve.service");
    Files.writeString(unit, Files.readString(UNIT).replace(SCRIPT, "/bin/true"));

    Process process =
        new ProcessBuilder(verifier.toString(), "verify", unit.toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).doesNotContain("jera-serve");
  }

  @Test
  void theUnitIsThreeSectionsOfSettingsAndStopsAsTheServerDoes() throws IOException {
    List<String> lines =
        Files.readAllLines(UNIT).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    Pattern setting = Pattern.compile("[A-Z][A-Za-z]+=.*");
    assertThat(lines).allMatch(line -> line.startsWith("[") || setting.matcher(line).matches());
    assertThat(lines.stream().filter(line -> line.startsWith("[")))
        .containsExactly("[Unit]", "[Service]", "[Install]");
    assertThat(lines)
        .contains(
            "Type=exec",
            "User=jera",
            "ExecStart=" + SCRIPT,
            "KillSignal=SIGTERM",
            "Restart=on-failure",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict");
    assertThat(Long.parseLong(value(lines, "TimeoutStopSec")))
        .isGreaterThan(ServerOptions.defaults().drainTimeout().toSeconds());
  }

  private static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  private static List<Map<?, ?>> manifests() throws IOException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    Iterable<Object> documents = yaml.loadAll(Files.readString(DEPLOY.resolve("kubernetes.yaml")));
    return StreamSupport.stream(documents.spliterator(), false)
        .<Map<?, ?>>map(document -> (Map<?, ?>) document)
        .toList();
  }

  /** What lies at a path of keys and indices. */
  private static Object at(Object node, Object... path) {
    Object here = node;
    for (Object step : path) {
      here =
          step instanceof Integer index
              ? ((List<?>) here).get(index)
              : ((Map<?, ?>) here).get(step);
      assertThat(here).as("%s of %s", step, List.of(path)).isNotNull();
    }
    return here;
  }

  private static Object container(String... path) throws IOException {
    Object container = at(manifests().get(0), "spec", "template", "spec", "containers", 0);
    return at(container, (Object[]) path);
  }

  @Test
  void theDeploymentsPodsAreThoseThatTheServiceFinds() throws IOException {
    List<Map<?, ?>> manifests = manifests();
    assertThat(manifests)
        .extracting(manifest -> manifest.get("apiVersion") + " " + manifest.get("kind"))
        .containsExactly("apps/v1 Deployment", "v1 Service");
    Object labels = at(manifests.get(0), "spec", "template", "metadata", "labels");
    assertThat(at(manifests.get(0), "spec", "selector", "matchLabels")).isEqualTo(labels);
    assertThat(at(manifests.get(1), "spec", "selector")).isEqualTo(labels);
  }

  @Test
  void portsAreTheServersDefaults() throws IOException {
    List<?> ports =
        List.of(
            Map.of("name", "grpc", "containerPort", ServerOptions.GRPC_PORT),
            Map.of("name", "rest", "containerPort", ServerOptions.REST_PORT));
    assertThat(container("ports")).isEqualTo(ports);
    Object service = at(manifests().get(1), "spec", "ports");
    assertThat(List.of(at(service, 0, "port"), at(service, 1, "port")))
        .isEqualTo(List.of(ServerOptions.GRPC_PORT, ServerOptions.REST_PORT));
    assertThat(List.of(at(service, 0, "targetPort"), at(service, 1, "targetPort")))
        .isEqualTo(List.of("grpc", "rest"));
  }

  @Test
  void probesAskTheOpenInferenceProtocolsHealth() throws IOException {
    assertThat(container("startupProbe", "httpGet"))
        .isEqualTo(Map.of("path", "/v2/health/ready", "port", "rest"));
    assertThat(container("readinessProbe", "httpGet"))
        .isEqualTo(Map.of("path", "/v2/health/ready", "port", "rest"));
    assertThat(container("livenessProbe", "httpGet"))
        .isEqualTo(Map.of("path", "/v2/health/live", "port", "rest"));
    int patience =
        (int) container("startupProbe", "periodSeconds")
            * (int) container("startupProbe", "failureThreshold");
    assertThat(patience).isGreaterThan((int) ServerOptions.defaults().startTimeout().toSeconds());
  }

  @Test
  void thePodOutlivesTheDrainAndIsLockedDown() throws IOException {
    Object pod = at(manifests().get(0), "spec", "template", "spec");
    assertThat((int) at(pod, "terminationGracePeriodSeconds"))
        .isGreaterThan((int) ServerOptions.defaults().drainTimeout().toSeconds());
    assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
    assertThat(container("securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(container("securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(container("command")).isEqualTo(List.of(SCRIPT));
  }

  @Test
  void everyMountIsAVolume() throws IOException {
    List<?> mounts = (List<?>) container("volumeMounts");
    List<?> volumes = (List<?>) at(manifests().get(0), "spec", "template", "spec", "volumes");
    assertThat(mounts.stream().map(mount -> at(mount, "name")).toList())
        .isEqualTo(volumes.stream().map(volume -> at(volume, "name")).toList());
  }

  @Test
  void theDistributionsScriptRunsOnAFolderOfJarsWithFlagsOfTheManifest() throws Exception {
    Path home = layOut();
    Object[] flags = ((List<?>) container("args")).toArray();

    Jera.Run help = run(home, "--help");
    deleteLinks(home.resolve("lib"));
    assertThat(help.exitCode()).as(help.errors()).isZero();
    assertThat(help.output()).startsWith("Usage: " + home.resolve("bin/jera") + " serve ");
    for (Object flag : flags) {
      assertThat(help.output()).contains(flag.toString().replaceFirst("=.*", "="));
    }
  }

  /** The distribution, with links for its jars. */
  private Path layOut() throws IOException {
    Path home = directory.toRealPath().resolve("a b");
    Path bin = Files.createDirectories(home.resolve("bin"));
    try (Stream<Path> scripts = Files.list(Repository.root().resolve("dist/src/bin"))) {
      for (Path script : scripts.toList()) {
        Files.copy(script, bin.resolve(script.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Path lib = Files.createDirectories(home.resolve("lib"));
    Path target = Repository.root().resolve("cli/target");
    String jars = Files.readString(target.resolve("serve.classpath")).strip();
    for (String jar : Splitter.on(':').split(target.resolve("jera-cli.jar") + ":" + jars)) {
      Files.createSymbolicLink(lib.resolve(Path.of(jar).getFileName()), Path.of(jar));
    }
    return home;
  }

  /** JUnit would warn of each. */
  private static void deleteLinks(Path lib) throws IOException {
    try (Stream<Path> links = Files.list(lib)) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }

  private Jera.Run run(Path home, String... words) throws Exception {
    Path output = directory.resolve("out");
    Path errors = directory.resolve("err");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(home.resolve("bin/jera-serve").toString()), Stream.of(words))
                    .toList())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    return new Jera.Run(process.waitFor(), Files.readString(output), Files.readString(errors));
  }
}

package dev.verbatim.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.verbatim.boot.config.SecretFiles;
import dev.verbatim.boot.config.SettingsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The manifests by their structure: API versions and fields from a subset of the published schemas written down here, and what refers to what. A
 * server's own validation needs a cluster.
 */
class KubernetesTest {
    private static final Path FOLDER = Path.of("conf/kubernetes");

    private static final Map<String, Set<String>> SPECS = Map.of(
            "apps/v1 Deployment", Set.of("replicas", "selector", "strategy", "template"),
            "v1 Service", Set.of("selector", "ports", "clusterIP", "publishNotReadyAddresses"),
            "policy/v1 PodDisruptionBudget", Set.of("maxUnavailable", "selector"),
            "networking.k8s.io/v1 NetworkPolicy", Set.of("podSelector", "policyTypes", "ingress"),
            "v1 Secret", Set.of());

    private static final Set<String> POD = Set.of(
            "automountServiceAccountToken",
            "terminationGracePeriodSeconds",
            "topologySpreadConstraints",
            "securityContext",
            "containers",
            "volumes");

    private static final Set<String> CONTAINER = Set.of(
            "name",
            "image",
            "ports",
            "env",
            "lifecycle",
            "startupProbe",
            "livenessProbe",
            "readinessProbe",
            "resources",
            "securityContext",
            "volumeMounts");

    /** What operate.md asks a supervisor to add to shutdown.drain-ms. */
    private static final long AFTER_DRAIN_S = 15;

    private final List<JsonNode> all = all();

    @Test
    void eachManifestIsOfAKnownKindAndHasOnlyFieldsOfIt() {
        assertThat(all).hasSize(6).allSatisfy(manifest -> {
            String kind = manifest.get("apiVersion").asText() + " "
                    + manifest.get("kind").asText();
            assertThat(SPECS).containsKey(kind);
            assertThat(SPECS.get(kind)).as(kind).containsAll(names(manifest.path("spec")));
            assertThat(manifest.at("/metadata/name").asText()).matches("[a-z0-9-]{1,63}");
        });
        assertThat(POD).containsAll(names(pod()));
        assertThat(CONTAINER).containsAll(names(container()));
    }

    @Test
    void whatSelectsPodsFindsOurs() {
        String label = deployment().at("/spec/template/metadata/labels").toString();

        assertThat(deployment().at("/spec/selector/matchLabels")).hasToString(label);
        assertThat(of("Service"))
                .hasSize(2)
                .allSatisfy(service -> assertThat(service.at("/spec/selector")).hasToString(label));
        assertThat(of("PodDisruptionBudget").get(0).at("/spec/selector/matchLabels"))
                .hasToString(label);
        assertThat(of("NetworkPolicy").get(0).at("/spec/podSelector/matchLabels"))
                .hasToString(label);
    }

    @Test
    void everyPortThatIsNamedIsOpened() {
        List<String> open = container().get("ports").findValuesAsText("name");
        List<String> named = new ArrayList<>(container().findValuesAsText("port"));
        of("Service").forEach(service -> named.addAll(service.findValuesAsText("targetPort")));
        of("NetworkPolicy").forEach(policy -> named.addAll(policy.findValuesAsText("port")));

        assertThat(open).containsAll(named).doesNotHaveDuplicates();
    }

    @Test
    void thePodHasNoRightsAndWritesNowhereButItsVolumes() {
        assertThat(pod().at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(Dockerfile.read().last("USER"))
                .startsWith(pod().at("/securityContext/runAsUser").asText() + ":");
        assertThat(container().at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container().at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container().at("/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        assertThat(pod().get("volumes").findValuesAsText("name"))
                .containsExactlyElementsOf(container().get("volumeMounts").findValuesAsText("name"));
    }

    @Test
    void everyNameOfTheEnvironmentIsASettingAndTheNodesFindEachOther() {
        Set<String> names = new TreeSet<>();
        container()
                .get("env")
                .forEach(variable -> names.add(variable.get("name").asText()));
        names.remove("POD_IP");
        names.removeIf(name -> name.endsWith("_FILE"));
        names.addAll(names(of("Secret").get(0).get("stringData")));

        assertThat(SettingNames.all()).containsAll(names);
        assertThat(all.toString()).contains("\"value\":\"verbatim-nodes\"", "\"name\":\"verbatim-nodes\"");
    }

    @Test
    void everySecretIsAFileThatTheGatewayReadsAndNoVariable() {
        JsonNode secret = of("Secret").get(0);
        JsonNode mounted = pod().get("volumes").get(2);
        Map<String, String> files = new TreeMap<>();
        container().get("env").forEach(variable -> {
            if (variable.get("name").asText().endsWith("_FILE")) {
                files.put(variable.get("name").asText(), variable.get("value").asText());
            }
        });

        assertThat(mounted.at("/secret/secretName").asText())
                .isEqualTo(secret.at("/metadata/name").asText());
        assertThat(container().at("/volumeMounts/2/name")).isEqualTo(mounted.get("name"));
        String folder = container().at("/volumeMounts/2/mountPath").asText();
        assertThat(names(secret.get("stringData")))
                .allSatisfy(name -> assertThat(files).containsEntry(name + "_FILE", folder + "/" + name));
        assertThat(SecretFiles.of(files))
                .as("files that the gateway reads")
                .hasSize(names(secret.get("stringData")).size());
        assertThat(container().has("envFrom")).isFalse();
    }

    /** A supervisor that kills before the drain is over cuts answers. */
    @Test
    void whoeverLeavesIsGivenTheTimeThatADrainTakes() throws IOException {
        long drainMs = new YAMLMapper()
                .readTree(SettingsFiles.builtIn("verbatim.yaml"))
                .at("/shutdown/drain-ms")
                .asLong();
        long pauseS = container().at("/lifecycle/preStop/exec/command/1").asLong();

        assertThat(pauseS).isPositive();
        assertThat(pod().get("terminationGracePeriodSeconds").asLong())
                .isGreaterThanOrEqualTo(pauseS + drainMs / 1000 + AFTER_DRAIN_S);
    }

    @Test
    void thereIsAlwaysOneThatServes() {
        assertThat(deployment().at("/spec/replicas").asInt())
                .isGreaterThan(of("PodDisruptionBudget")
                        .get(0)
                        .at("/spec/maxUnavailable")
                        .asInt());
        assertThat(deployment()
                        .at("/spec/strategy/rollingUpdate/maxUnavailable")
                        .asInt(1))
                .isZero();
        assertThat(pod().at("/topologySpreadConstraints/0/labelSelector/matchLabels"))
                .isEqualTo(deployment().at("/spec/selector/matchLabels"));
        assertThat(container().at("/resources/limits/memory"))
                .isEqualTo(container().at("/resources/requests/memory"));
        assertThat(container().at("/resources/limits").has("cpu")).isFalse();
    }

    private JsonNode deployment() {
        return of("Deployment").get(0);
    }

    private JsonNode pod() {
        return deployment().at("/spec/template/spec");
    }

    private JsonNode container() {
        return pod().at("/containers/0");
    }

    private List<JsonNode> of(String kind) {
        return all.stream()
                .filter(manifest -> manifest.get("kind").asText().equals(kind))
                .toList();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<JsonNode> all() {
        List<JsonNode> all = new ArrayList<>();
        try (var files = Files.newDirectoryStream(FOLDER, "*.yaml")) {
            for (Path file : files) {
                YAMLMapper yaml = new YAMLMapper();
                try (MappingIterator<JsonNode> documents =
                        yaml.readerFor(JsonNode.class).readValues(Files.readString(file))) {
                    documents.forEachRemaining(all::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}

package dev.verbatim.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The image's recipe and the compose file, by what they must not lack. */
class ContainerTest {
    private final Dockerfile dockerfile = Dockerfile.read();

    @Test
    void theImageRunsAsNobodyAndAsksForItsOwnHealth() {
        assertThat(dockerfile.last("USER")).isEqualTo("10001:10001");
        assertThat(Dockerfile.words(dockerfile.last("HEALTHCHECK"))).endsWith("/opt/verbatim/verbatim.jar", "health");
        assertThat(Dockerfile.words(dockerfile.last("ENTRYPOINT"))).endsWith("-jar", "/opt/verbatim/verbatim.jar");
        assertThat(SettingNames.all()).containsAll(dockerfile.environment().keySet());
    }

    @Test
    void theImageHoldsNoBuildTools() {
        assertThat(dockerfile.image().get(0)).isEqualTo("FROM eclipse-temurin:25-jre-noble");
        assertThat(dockerfile.image()).noneMatch(line -> line.matches("(?i).*(mvn|maven|apt-get|curl|wget).*"));
    }

    @Test
    void whatTheBuildStageNeedsIsCopiedAndNotIgnored() throws IOException {
        List<String> ignored = Files.readAllLines(Path.of(".dockerignore"));

        List<String> copied = dockerfile.lines().stream()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from"))
                .map(line -> line.split(" ")[1])
                .toList();

        assertThat(copied).containsExactlyInAnyOrder("pom.xml", ".mvn", "scripts", "conf", "src/main");
        assertThat(copied).allMatch(path -> Files.exists(Path.of(path)) && ignored.contains("!" + path));
        assertThat(dockerfile.lines()).contains("RUN ./scripts/image /image");
    }

    @Test
    void theComposedGatewayIsLockedDownAndWaitsForItsDatabase() throws IOException {
        JsonNode services = new YAMLMapper()
                .readTree(Files.readString(Path.of("conf/compose.yaml")))
                .get("services");
        JsonNode gateway = services.get("gateway");

        assertThat(gateway.get("read_only").asBoolean()).isTrue();
        assertThat(gateway.get("cap_drop").get(0).asText()).isEqualTo("ALL");
        assertThat(gateway.get("security_opt").get(0).asText()).isEqualTo("no-new-privileges:true");
        assertThat(gateway.at("/depends_on/postgres/condition").asText()).isEqualTo("service_healthy");
        assertThat(services.get("postgres").has("healthcheck")).isTrue();
        assertThat(gateway.get("ports"))
                .hasSize(1)
                .allMatch(port -> port.asText().startsWith("127.0.0.1:8080:"));
        Set<String> names = new TreeSet<>();
        gateway.get("environment").fieldNames().forEachRemaining(names::add);
        assertThat(SettingNames.all()).containsAll(names);
        assertThat(gateway.at("/environment/VERBATIM_AUTH_SECRET").asText()).startsWith("${VERBATIM_AUTH_SECRET:?");
    }
}

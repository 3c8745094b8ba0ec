package dev.verbatim.boot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
    private static final String SECRET = "kT9vXq2LmZ8rWc4NpB7sHd1FyJ6gUe3A";

    @Test
    void theDefaultsAreValid() throws IOException {
        Settings settings = read("", Map.of());

        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.database().url()).isNull();
        assertThat(settings.llm().instances()).isEqualTo(3);
        assertThat(settings.rooms().createOnJoin()).isFalse();
    }

    @Test
    void theFileGoesOverTheDefaultsAndTheEnvironmentOverBoth() throws IOException {
        String file = "http:\n  port: 9000\ncontext:\n  max-messages: 7\n";

        Settings settings = read(file, Map.of("PORT", "9001", "VERBATIM_ROOMS_ON_JOIN", "create"));

        assertThat(settings.http().port()).isEqualTo(9001);
        assertThat(settings.context().maxMessages()).isEqualTo(7);
        assertThat(settings.rooms().createOnJoin()).isTrue();
    }

    @Test
    void listsAreSplitByCommasInTheEnvironment() throws IOException {
        Settings settings =
                read("", Map.of("VERBATIM_HTTP_ALLOWED_ORIGINS", "https://a.example, https://b.example:8443"));

        assertThat(settings.http().allowedOrigins())
                .containsExactlyInAnyOrder("https://a.example", "https://b.example:8443");
    }

    @Test
    void everyMistakeIsReportedAtOnce() {
        String file = "http:\n  port: many\nroom:\n  lobby: x\nllm:\n  max-replies: 0\n";

        assertThatThrownBy(() -> read(file, Map.of("VERBATIM_ROOMS_ON_JOIN", "maybe")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("http.port (PORT): 'many' is not a whole number")
                .hasMessageContaining("room: there is no such setting")
                .hasMessageContaining("llm.max-replies (VERBATIM_LLM_MAX_REPLIES)")
                .hasMessageContaining("rooms.on-join (VERBATIM_ROOMS_ON_JOIN): 'maybe' is none of refuse, create");
    }

    @Test
    void aDatabaseOfOnesOwnNeedsASecret() {
        assertThatThrownBy(() -> read("", Map.of("DATABASE_URL", "postgresql://u:hunter2@localhost/x")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("auth.secret")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aMalformedDatabaseUrlIsRefusedWithoutShowingIt() {
        Map<String, String> environment =
                Map.of("DATABASE_URL", "mysql://u:hunter2@localhost/x", "VERBATIM_AUTH_SECRET", SECRET);

        assertThatThrownBy(() -> read("", environment))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("database.url (DATABASE_URL)")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aNodeAloneNeedsNothingOfAClusters() throws IOException {
        assertThat(read("", Map.of()).cluster().enabled()).isFalse();
    }

    @Test
    void aClusterNeedsOneDatabaseAMemberAndAnAddress() {
        Map<String, String> environment =
                Map.of("VERBATIM_CLUSTER_ENABLED", "true", "VERBATIM_CLUSTER_HOST", "0.0.0.0");

        assertThatThrownBy(() -> read("", environment))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("nodes on one bus share one Postgres: set DATABASE_URL")
                .hasMessageContaining("cluster.host (VERBATIM_CLUSTER_HOST): must be the address")
                .hasMessageContaining("cluster.members (VERBATIM_CLUSTER_MEMBERS): missing");
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> read("", Map.of("VERBATIM_AUTH_SECRET", "short")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("has 5 bytes");
    }

    @Test
    void brokenYamlNamesTheLine() {
        assertThatThrownBy(() -> read("http:\n  port: [1\n", Map.of()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("not valid YAML at line");
    }

    @Test
    void namesOfTheEnvironmentThatMeanNothingAreReported() {
        assertThatThrownBy(() -> read("", Map.of("VERBATIM_LLM_MAXREPLIES", "5")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("VERBATIM_LLM_MAXREPLIES: there is no such setting");
    }

    @Test
    void aLogThatNobodyCouldReadIsRefused() {
        assertThatThrownBy(() -> read("", Map.of("VERBATIM_LOG_FORMAT", "xml", "VERBATIM_LOG_LEVEL", "LOUD")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("VERBATIM_LOG_FORMAT: 'xml' is none of text, json")
                .hasMessageContaining("VERBATIM_LOG_LEVEL: 'LOUD' is none of TRACE");
    }

    @Test
    void anEmptyNameOfTheEnvironmentIsNotSet() throws IOException {
        assertThat(read("", Map.of("VERBATIM_DATA_DIR", "")).database().dataDir())
                .isEqualTo(Path.of("data"));
    }

    @Test
    void originsAreKeptAsBrowsersWriteThem() throws IOException {
        Settings settings = read("", Map.of("VERBATIM_HTTP_ALLOWED_ORIGINS", "HTTPS://App.Example:443,http://b:8080"));

        assertThat(settings.http().allowedOrigins()).containsExactlyInAnyOrder("https://app.example", "http://b:8080");
    }

    @Test
    void proxiesAreKeptAsSocketsSayThem() throws IOException {
        assertThat(read("", Map.of()).http().limits().proxies())
                .containsExactlyInAnyOrder("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(read("http:\n  proxies: [10.0.0.7, fd00::7]\n", Map.of())
                        .http()
                        .limits()
                        .proxies())
                .containsExactlyInAnyOrder("10.0.0.7", "fd00:0:0:0:0:0:0:7");
        assertThatThrownBy(() -> read("", Map.of("VERBATIM_HTTP_PROXIES", "proxy.example,10.0.0.300")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("'proxy.example' is not an IP address")
                .hasMessageContaining("'10.0.0.300' is not an IP address");
    }

    @Test
    void aSectionThatIsAValueIsRefused() {
        assertThatThrownBy(() -> read("http: 5\n", Map.of()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("http: is a section, not a value");
    }

    private static Settings read(String file, Map<String, String> environment) throws IOException {
        String defaults = Files.readString(Path.of("conf/verbatim.yaml"));
        return new SettingsReader(defaults, file, environment, 3).read(new Catalogue(List.of(), List.of()));
    }
}

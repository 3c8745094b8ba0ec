package dev.verbatim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "checkconfig",
                "defaultconfig",
                "configdoc",
                "migrate",
                "models",
                "health",
                "version",
                "chat",
                "usage"
            })
    void everyCommandTellsWhatItDoes(String command) {
        Typed help = Typed.run(Map.of(), command, "-h");

        assertThat(help.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(help.out()).startsWith("Usage: verbatim " + command).contains("-h, --help");
    }

    @Test
    void anUnknownCommandIsAMisuseThatNamesTheWayOut() {
        Typed typed = Typed.run(Map.of(), "checkconfg");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).startsWith("verbatim: ").contains("checkconfg").contains("verbatim -h");
    }

    @Test
    void anUnknownOptionIsAMisuse() {
        Typed typed = Typed.run(Map.of(), "models", "--prices");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(typed.err()).contains("--prices").contains("verbatim models -h");
    }

    @Test
    void checkconfigTellsEveryMistakeOfSettingsAndCatalogueWithItsLine() throws IOException {
        Path settings = write("own.yaml", "http:\n  port: many\n\nrooms:\n  lobi: x\nllm:\n  max-replies: 0\n");
        Path models = write("own.json", """
                {"priceDate": "2026-01-31",
                 "providers": [
                  {"name": "one"}],
                 "models": [{"provider": "two",
                   "models": ["m"], "contextWindow": 10,
                   "maxOutputTokens": 11}]}
                """);
        Map<String, String> environment = Map.of(
                "VERBATIM_CONFIG",
                settings.toString(),
                "VERBATIM_MODELS",
                models.toString(),
                "VERBATIM_ROOMS_ON_JOIN",
                "maybe",
                "VERBATIM_FLAVOUR",
                "sweet");

        Typed typed = Typed.run(environment, "checkconfig");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(typed.out())
                .contains(settings + ":2: http.port (PORT): 'many'")
                .contains(settings + ":5: rooms.lobi: there is no such setting")
                .contains(settings + ":7: llm.max-replies (VERBATIM_LLM_MAX_REPLIES): '0'")
                .contains("rooms.on-join (VERBATIM_ROOMS_ON_JOIN): 'maybe'")
                .contains("VERBATIM_FLAVOUR: there is no such setting")
                .contains(models + ":3: providers[0].protocol: missing")
                .contains(models + ":4: models[0].provider: there is no provider 'two'")
                .contains(models + ":6: models[0].maxOutputTokens: not a whole number");
    }

    @Test
    void whatTheEnvironmentSaysIsNotBlamedOnTheFile() throws IOException {
        Path settings = write("own.yaml", "http:\n  port: 8080\n");

        Typed typed = Typed.run(Map.of("VERBATIM_CONFIG", settings.toString(), "PORT", "x"), "checkconfig");

        assertThat(typed.out()).startsWith("http.port (PORT): 'x'");
    }

    @Test
    void aKeyThatIsThereTwiceIsAMistake() throws IOException {
        Path settings = write("own.yaml", "http:\n  port: 8080\n  port: 8081\n");

        Typed typed = Typed.run(Map.of("VERBATIM_CONFIG", settings.toString()), "checkconfig");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(typed.out()).contains("line 3");
    }

    @Test
    void checkconfigIsContentWithTheDefaultsAndMakesNothing() throws IOException {
        Typed typed =
                Typed.run(Map.of("VERBATIM_DATA_DIR", folder.resolve("data").toString()), "checkconfig", "--json");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(typed.json()).isEqualTo(new JsonObject().put("ok", true).put("mistakes", new JsonArray()));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMissingFileIsOneMistake() {
        Typed typed = Typed.run(Map.of("VERBATIM_CONFIG", "/nowhere.yaml", "PORT", "x"), "checkconfig", "--json");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(typed.json().getJsonArray("mistakes")).hasSize(2);
    }

    @Test
    void defaultconfigIsAFileThatPasses() throws IOException {
        Path settings = write("own.yaml", Typed.run(Map.of(), "defaultconfig").out());
        Path models = write(
                "own.json", Typed.run(Map.of(), "defaultconfig", "--models").out());

        Typed typed = Typed.run(
                Map.of("VERBATIM_CONFIG", settings.toString(), "VERBATIM_MODELS", models.toString()), "checkconfig");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(Files.readString(settings)).isEqualTo(Files.readString(Path.of("conf/verbatim.yaml")));
    }

    @Test
    void configdocHasARowForEverySetting() throws IOException {
        List<String> keys = Files.readAllLines(Path.of("conf/verbatim.yaml")).stream()
                .filter(line -> line.matches("  [a-z].*"))
                .toList();

        Typed typed = Typed.run(Map.of(), "configdoc");

        assertThat(typed.out().lines().skip(2)).hasSameSizeAs(keys);
        assertThat(typed.out())
                .contains("| `http.port` | `8080` | `PORT` | 0: any free one |")
                .contains("| `database.url` |  | `DATABASE_URL` | postgresql://");
    }

    @Test
    void modelsTellsWhatIsUsableAndWhatItCosts() {
        Typed typed = Typed.run(Map.of("OPENAI_API_KEY", "sk-canary"), "models", "--json");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(typed.out()).doesNotContain("sk-canary");
        assertThat(typed.json().getJsonArray("providers").stream()
                        .map(JsonObject.class::cast)
                        .filter(provider -> provider.getBoolean("usable")))
                .extracting(provider -> provider.getString("name"))
                .contains("openai", "demo")
                .doesNotContain("anthropic");
        assertThat(typed.json().getJsonArray("models").stream().map(JsonObject.class::cast))
                .extracting(model -> model.getJsonObject("price"))
                .filteredOn(price -> price != null)
                .isNotEmpty()
                .allSatisfy(price -> assertThat(price.getString("input")).matches("\\d+(\\.\\d+)?"));
    }

    @Test
    void modelsNamesTheKeyThatIsMissing() {
        assertThat(Typed.run(Map.of(), "models").out()).contains("set ANTHROPIC_API_KEY");
        assertThat(Typed.run(Map.of(), "models", "--usable").out())
                .contains("demo")
                .doesNotContain("anthropic");
    }

    @Test
    void modelsKnowsAKeyThatLiesInAFile() throws IOException {
        Path key = write("key", "sk-0123456789\n");

        Typed typed = Typed.run(Map.of("OPENAI_API_KEY_FILE", key.toString()), "models", "--usable");

        assertThat(typed.out()).containsPattern("openai +usable").doesNotContain("0123456789");
    }

    @Test
    void healthTellsThatNobodyIsThere() {
        Typed typed = Typed.run(Map.of(), "health", "--url", "http://127.0.0.1:1");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(typed.err()).contains("http://127.0.0.1:1/health/ready").contains("OPS_PORT");
    }

    @Test
    void versionIsOneLine() {
        assertThat(Typed.run(Map.of(), "version").out().lines())
                .singleElement()
                .asString()
                .startsWith("verbatim ");
        assertThat(Typed.run(Map.of(), "version", "--json").json().getString("version"))
                .isNotBlank();
    }

    @Test
    void theReadmeHasEveryCommandAndExitCode() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(Typed.cli(Map.of()).commandLine().getSubcommands().keySet())
                .allSatisfy(command -> assertThat(readme).contains("| `" + command + "` |"));
        assertThat(List.of(ExitCode.OK, ExitCode.FAILED, ExitCode.USAGE, ExitCode.UNAVAILABLE, ExitCode.REFUSED))
                .doesNotHaveDuplicates()
                .allSatisfy(code -> assertThat(readme).contains("\n| " + code + " | "));
    }

    @Test
    void completionKnowsTheCommands() {
        Typed typed = Typed.run(Map.of(), "generate-completion");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(typed.out()).contains("checkconfig").contains("complete -F");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}

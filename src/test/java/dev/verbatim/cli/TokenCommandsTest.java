package dev.verbatim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCommandsTest {
    @TempDir
    private Path folder;

    private Map<String, String> settings;

    @BeforeEach
    void settings() {
        settings = Map.of("VERBATIM_AUTH_SECRET", "kT3q9vX0pLw7ZbN4rYh8mJc2sDf6gAe1");
    }

    @Test
    void aMadeTokenIsTaken() {
        Typed made =
                Typed.run(settings, "gentoken", "anna", "--name", "Anna B", "--scope", "usage:read", "--room", "lobby");

        Typed checked = Typed.piped(made.out(), settings, "checktoken", "--json");

        assertThat(made.exitCode()).as(made.err()).isEqualTo(ExitCode.OK);
        assertThat(made.out().lines()).hasSize(1);
        assertThat(checked.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(checked.json().getString("userId")).isEqualTo("anna");
        assertThat(checked.json().getString("name")).isEqualTo("Anna B");
        assertThat(checked.json().getString("tenant")).isEqualTo("main");
        assertThat(checked.json().getJsonArray("scopes")).isEqualTo(JsonArray.of("usage:read"));
        assertThat(checked.json().getJsonArray("rooms")).isEqualTo(JsonArray.of("lobby"));
    }

    @Test
    void aTokenOfAnotherSecretIsRefusedWithTheRuleThatItBreaks() {
        String token = Typed.run(settings, "gentoken", "anna").out().strip();
        Map<String, String> others = Map.of("VERBATIM_AUTH_SECRET", "bW5zQx8vLr2KpTj6HyGf4Dc9NaEw1UoV");

        Typed checked = Typed.run(others, "checktoken", token);

        assertThat(checked.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(checked.out())
                .startsWith("refused: ")
                .contains("(signature)")
                .doesNotContain(token);
    }

    @Test
    void audienceAndIssuerAreThoseOfTheSettings() {
        Map<String, String> named = Map.of(
                "VERBATIM_AUTH_SECRET", "kT3q9vX0pLw7ZbN4rYh8mJc2sDf6gAe1",
                "VERBATIM_AUTH_AUDIENCE", "chat",
                "VERBATIM_AUTH_ISSUER", "https://id.example");
        String token = Typed.run(named, "gentoken", "anna").out();

        assertThat(Typed.piped(token, named, "checktoken").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(Typed.piped(token, settings, "checktoken").out()).contains("(audience)");
    }

    @Test
    void aTokenThatWouldBeRefusedIsNotGivenOut() {
        for (String[] wrong : new String[][] {
            {"gentoken", " anna"},
            {"gentoken", "anna", "--room", "no room"},
            {"gentoken", "anna", "--scope", "everything"},
            {"gentoken", "anna", "--minutes", "0"},
            {"gentoken"}
        }) {
            Typed made = Typed.run(settings, wrong);

            assertThat(made.exitCode()).as(String.join(" ", wrong)).isEqualTo(ExitCode.USAGE);
            assertThat(made.out()).isEmpty();
        }
    }

    @Test
    void aPrivateKeySignsForItsPublicOne() throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path key = Files.writeString(folder.resolve("key.pem"), pem("PRIVATE KEY", pair.getPrivate()));
        Map<String, String> published = Map.of("VERBATIM_AUTH_PUBLIC_KEY", pem("PUBLIC KEY", pair.getPublic()));

        Typed made = Typed.run(published, "gentoken", "anna", "--key", key.toString());
        Typed without = Typed.run(published, "gentoken", "anna");

        assertThat(made.exitCode()).as(made.err()).isEqualTo(ExitCode.OK);
        assertThat(Typed.piped(made.out(), published, "checktoken").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(without.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(without.err()).contains("--key");
    }

    @Test
    void aMissingKeyIsTold() {
        Typed made = Typed.run(
                settings,
                "gentoken",
                "anna",
                "--key",
                folder.resolve("none.pem").toString());

        assertThat(made.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(made.err()).contains("none.pem");
    }

    @Test
    void noTokenIsAMisuse() {
        assertThat(Typed.piped("\n", settings, "checktoken").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Typed.piped("nonsense", settings, "checktoken").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    private static String pem(String label, Key key) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END " + label + "-----\n";
    }
}

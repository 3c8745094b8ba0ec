package dev.verbatim.boot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, as operators say it: production takes nobody without a token and no secret that is in a list. */
class AuthReaderTest {
    private static final String SECRET = "kT9vXq2LmZ8rWc4NpB7sHd1FyJ6gUe3A";
    private static final Map<String, String> OWN_DATABASE =
            Map.of("DATABASE_URL", "postgresql://u@my_db/x", "VERBATIM_AUTH_SECRET", SECRET);

    private static Settings read(Map<String, String> environment) throws IOException {
        return read("", environment);
    }

    private static Settings read(String file, Map<String, String> environment) throws IOException {
        String defaults = Files.readString(Path.of("conf/verbatim.yaml"));
        return new SettingsReader(defaults, file, environment, 3).read(new Catalogue(List.of(), List.of()));
    }

    private static Map<String, String> ownDatabase(String... more) {
        Map<String, String> environment = new HashMap<>(OWN_DATABASE);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    @Test
    void guestsAreForTheEmbeddedDatabase() throws IOException {
        assertThat(read(Map.of()).auth().guests()).isTrue();
        assertThat(read(OWN_DATABASE).auth().guests()).isFalse();
    }

    @Test
    void productionRefusesGuestsInOneLine() {
        assertThatThrownBy(() -> read("auth:\n  guests: true\n", OWN_DATABASE))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("auth.guests (VERBATIM_AUTH_GUESTS): guests do not come in")
                .hasMessageNotContaining("\n");
    }

    @Test
    void productionIsSaidByTheModeToo() throws IOException {
        Map<String, String> production = Map.of("VERBATIM_AUTH_MODE", "production");

        assertThat(read(production).auth().guests()).isFalse();
        assertThatThrownBy(() -> read("auth:\n  guests: true\n", production)).hasMessageContaining("auth.guests");
    }

    @Test
    void developmentLetsGuestsInWithAnyDatabase() throws IOException {
        Map<String, String> environment =
                ownDatabase("VERBATIM_AUTH_MODE", "development", "VERBATIM_AUTH_GUESTS", "true");

        assertThat(read(environment).auth().guests()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "change-me-change-me-change-me-change-me",
                "My-Super-Secret-Key-For-Production-2026",
                "0123456789abcdef0123456789abcdef",
                "verbatim-verbatim-verbatim-verbatim-1x2y3z"
            })
    void productionRefusesASecretThatCanBeGuessedWithoutShowingIt(String weak) throws IOException {
        Map<String, String> environment = ownDatabase("VERBATIM_AUTH_SECRET", weak);

        assertThatThrownBy(() -> read(environment))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("auth.secret (VERBATIM_AUTH_SECRET): can be guessed")
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining(weak);
        environment.put("VERBATIM_AUTH_MODE", "development");
        assertThat(read(environment).auth().secret()).isEqualTo(weak);
    }

    @Test
    void aRandomSecretIsNotWeak() throws IOException {
        byte[] random = new byte[24];
        for (int i = 0; i < 20; i++) {
            new Random(i).nextBytes(random);
            String base64 = Base64.getEncoder().encodeToString(random);
            String hex = HexFormat.of().formatHex(random);

            assertThat(read(ownDatabase("VERBATIM_AUTH_SECRET", base64)).auth().secret())
                    .isEqualTo(base64);
            assertThat(read(ownDatabase("VERBATIM_AUTH_SECRET", hex)).auth().secret())
                    .isEqualTo(hex);
        }
    }

    @Test
    void anUnknownModeIsAMistake() {
        assertThatThrownBy(() -> read(Map.of("VERBATIM_AUTH_MODE", "prod")))
                .hasMessageContaining("'prod' is none of auto, production, development");
    }

    @Test
    void aPublicKeyIsTakenFromASettingOrFromAFileAndNeedsNoSecret(@TempDir Path folder) throws Exception {
        String pem = pem("PUBLIC KEY", rsa(2048).getPublic().getEncoded());
        Path file = Files.writeString(folder.resolve("key.pem"), pem);
        Map<String, String> noSecret = ownDatabase("VERBATIM_AUTH_PUBLIC_KEY", file.toString());
        noSecret.remove("VERBATIM_AUTH_SECRET");

        assertThat(read(noSecret).keys().publicPem()).isEqualTo(pem);
        assertThat(read(Map.of("VERBATIM_AUTH_PUBLIC_KEY", pem)).keys().publicPem())
                .isEqualTo(pem.strip());
        assertThat(read(Map.of("VERBATIM_AUTH_PUBLIC_KEY", pem)).auth().guests())
                .isFalse();
    }

    @Test
    void aKeyThatIsNoGoodIsAMistakeThatShowsNothingOfIt(@TempDir Path folder) throws Exception {
        String secretPart = pem("PRIVATE KEY", rsa(2048).getPrivate().getEncoded());
        Path file = Files.writeString(folder.resolve("private.pem"), secretPart);

        assertThatThrownBy(() -> read(Map.of("VERBATIM_AUTH_PUBLIC_KEY", file.toString())))
                .hasMessageContaining("auth.public-key")
                .hasMessageContaining("a private key stands where a public one belongs")
                .hasMessageNotContaining(secretPart.substring(40, 80));
        assertThatThrownBy(() -> read(Map.of("VERBATIM_AUTH_PUBLIC_KEY", "/nowhere/at/all.pem")))
                .hasMessageContaining("neither PEM nor the name of a file");
        String small = pem("PUBLIC KEY", rsa(1024).getPublic().getEncoded());
        assertThatThrownBy(() -> read(Map.of("VERBATIM_AUTH_PUBLIC_KEY", small)))
                .hasMessageContaining("an RSA key of 1024 bits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://id.example/.well-known/jwks.json",
                "https://id.example:8443/keys?tenant=1",
                "http://127.0.0.1:9000/jwks.json",
                "http://[::1]:9000/jwks.json",
                "http://localhost/jwks.json"
            })
    void publishedKeysAreReadOverTlsOrWithinTheMachine(String url) throws IOException {
        assertThat(read(Map.of("VERBATIM_AUTH_JWKS_URL", url)).keys().jwksUrl()).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example/jwks.json",
                "http://127.0.0.1.example/jwks.json",
                "http://2130706433/jwks.json",
                "http://0.0.0.0/jwks.json",
                "file:///etc/passwd",
                "ftp://id.example/jwks.json",
                "https://user:hunter2@id.example/jwks.json",
                "https:///jwks.json",
                "jwks.json",
                "https://id.example/a b"
            })
    void publishedKeysAreReadFromNowhereElse(String url) {
        assertThatThrownBy(() -> read(Map.of("VERBATIM_AUTH_JWKS_URL", url)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("auth.jwks-url")
                .hasMessageNotContaining("hunter2");
    }
}

package dev.verbatim.boot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.Settings;
import dev.verbatim.testing.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys are looked into before anything starts. */
class CertificateFilesTest {
    private static Certificate first;
    private static Certificate second;

    @TempDir
    Path folder;

    @BeforeAll
    static void certify() {
        first = Certificate.of("dns:localhost");
        second = Certificate.of("dns:localhost");
    }

    @BeforeEach
    void write() {
        first.writeTo(folder);
    }

    @Test
    void aPairThatBelongsTogetherIsTaken() throws IOException {
        assertThat(read(tls()).door().tls()).isNotNull();
    }

    @Test
    void aKeyOfAnotherCertificateIsAMistake() throws IOException {
        Files.writeString(folder.resolve("key.pem"), second.keyPem());

        assertThatThrownBy(() -> read(tls()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("http.tls-cert")
                .hasMessageContaining("the key is not the certificate's");
    }

    @Test
    void whatIsNoCertificateAndWhatIsNoKeyAreMistakes() throws IOException {
        Files.writeString(folder.resolve("cert.pem"), "no certificate");
        assertThatThrownBy(() -> read(tls())).hasMessageContaining("the certificate is none in PEM");

        first.writeTo(folder);
        Files.writeString(folder.resolve("key.pem"), "canary, no key");
        assertThatThrownBy(() -> read(tls()))
                .hasMessageContaining("-----BEGIN PRIVATE KEY-----")
                .hasMessageNotContaining("canary");
    }

    @Test
    void trustedCertificatesAreReadBeforeARequestNeedsThem() throws IOException {
        Path file = folder.resolve("cert.pem");
        assertThat(read(Map.of("VERBATIM_ROUTING_CA_FILE", file.toString()))
                        .routing()
                        .caFile())
                .isEqualTo(file.toString());

        Files.writeString(file, "no certificate");

        for (String name :
                List.of(file.toString(), folder.resolve("nothing.pem").toString())) {
            assertThatThrownBy(() -> read(Map.of("VERBATIM_ROUTING_CA_FILE", name)))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("routing.ca-file");
        }
    }

    private Map<String, String> tls() {
        return Map.of(
                "VERBATIM_HTTP_TLS_CERT",
                folder.resolve("cert.pem").toString(),
                "VERBATIM_HTTP_TLS_KEY",
                folder.resolve("key.pem").toString());
    }

    private static Settings read(Map<String, String> environment) throws IOException {
        String defaults = Files.readString(Path.of("conf/verbatim.yaml"));
        return new SettingsReader(defaults, "", environment, 1).read(new Catalogue(List.of(), List.of()));
    }
}

package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.LogCapture;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documented nginx before a gateway: TLS, a path of its own, whole chats over every transport. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxIT {
    private Gateway gateway;
    private Nginx nginx;
    private HttpClient client;

    @BeforeAll
    void start() throws IOException, GeneralSecurityException {
        Assumptions.assumeTrue(Nginx.isInstalled(), "nginx is not installed");
        gateway = Gateways.on(
                TestPostgres.freshDatabase(),
                Map.of(
                        "VERBATIM_DEMO_TOKENS_PER_SECOND", "300",
                        "VERBATIM_HTTP_BASE_PATH", "/verbatim",
                        "VERBATIM_HTTP_FORWARDED", "x-forwarded"));
        nginx = Nginx.before(gateway.chatUrl());
        client = HttpClient.newBuilder().sslContext(trusting()).build();
    }

    @AfterAll
    void stop() {
        if (nginx != null) {
            nginx.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    private SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(nginx.certificate())) {
            trusted.setCertificateEntry(
                    "nginx", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(nginx.url() + path));
        return client.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
    void aChatIsWholeOverEachTransport(String transport) throws IOException, InterruptedException {
        JsonObject seen = NodeScript.chat(
                nginx.url(),
                transport,
                Map.of("NODE_EXTRA_CA_CERTS", nginx.certificate().toString()));

        assertThat(seen.getString("transport")).isEqualTo(transport);
        assertThat(seen.getString("status")).isEqualTo("complete");
        assertThat(seen.getString("text")).hasSize(seen.getInteger("length")).isNotEmpty();
    }

    @Test
    void thePageIsThereAndBrowsersAreToldToStayWithTls() throws IOException, InterruptedException {
        HttpResponse<String> page = get("/");
        HttpResponse<String> withoutSlash = get("");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("app/main.js");
        assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
        assertThat(withoutSlash.statusCode()).isEqualTo(308);
        assertThat(get("/app/main.js").statusCode()).isEqualTo(200);
    }

    @Test
    void onlyTheSitesOwnPagesComeIn() throws IOException, InterruptedException {
        String own = "https://localhost:" + nginx.port();

        assertThat(get("/chat/info", "Origin", own).statusCode()).isEqualTo(200);
        assertThat(get("/chat/info", "Origin", "http://localhost:" + nginx.port())
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("/chat/info", "Origin", "https://evil.example", "X-Forwarded-Host", "evil.example")
                        .statusCode())
                .isEqualTo(403);
    }

    /** What a client says about itself never arrives. */
    @Test
    void theClientIsWhomNginxSees() throws IOException, InterruptedException {
        try (LogCapture log = LogCapture.open()) {
            get(
                    "/chat/info",
                    "Origin",
                    "https://evil.example",
                    "X-Forwarded-For",
                    "192.0.2.1",
                    "Forwarded",
                    "for=192.0.2.2");

            assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("origin_refused", "127.0.0.1"));
            assertThat(log.lines()).noneSatisfy(line -> assertThat(line).contains("192.0.2."));
        }
    }

    /** Each word when it is said: an answer that nginx kept back would end first. */
    @Test
    void aStreamIsNotKeptBack() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(nginx.url() + "/chat/000/kept/xhr_streaming"))
                .POST(BodyPublishers.noBody())
                .build();

        HttpResponse<InputStream> stream = client.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = stream.body()) {
            byte[] opened = body.readNBytes(2048 + "\no\n".length());

            assertThat(new String(opened, 2048, 3, StandardCharsets.US_ASCII)).isEqualTo("\no\n");
        }
    }
}

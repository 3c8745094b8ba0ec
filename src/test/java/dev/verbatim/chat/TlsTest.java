package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.DoorSettings;
import dev.verbatim.config.ForwardedHeader;
import dev.verbatim.config.HttpLimits;
import dev.verbatim.config.TlsSettings;
import dev.verbatim.testing.Certificate;
import dev.verbatim.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The public port with TLS of its own. */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
    private static final int CHECK_MS = 50;
    private static final int REQUEST_MS = 3000;

    // Held: a client that is garbage closes its connections.
    private final List<WebSocketClient> clients = new ArrayList<>();
    private Certificate first;
    private Certificate second;
    private Path folder;
    private ChatNode node;

    @BeforeAll
    void certify() {
        first = Certificate.of("ip:127.0.0.1");
        second = Certificate.of("ip:127.0.0.1");
    }

    @BeforeEach
    void start(Vertx vertx, @TempDir Path fresh) {
        folder = fresh;
        first.writeTo(folder);
        TlsSettings tls = new TlsSettings(folder.resolve("cert.pem"), folder.resolve("key.pem"), CHECK_MS);
        HttpLimits limits = new HttpLimits(10_000, 10_000, 10_000, REQUEST_MS, Set.of());
        DoorSettings door =
                new DoorSettings(ChatNode.DOOR.rates(), "", ForwardedHeader.NONE, tls, ChatNode.UNSENT_BYTES);
        node = ChatNode.start(vertx, ChatNode.settings(limits, door), 2);
    }

    /** One whose handshake is done before a request's time is over, also on a machine that stood still meanwhile. */
    private SSLSocket connectInTime() {
        AtomicReference<SSLSocket> made = new AtomicReference<>();
        Awaitility.await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            made.set(connect());
            return true;
        });
        return made.get();
    }

    /** A connection whose handshake is done; whom it leads to is looked at afterwards. */
    private SSLSocket connect(String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) anybody().getSocketFactory().createSocket("127.0.0.1", node.port());
        socket.setSoTimeout((int) Patience.MS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext anybody() {
        TrustManager nobodyIsRefused = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {nobodyIsRefused}, new SecureRandom());
            return context;
        } catch (NoSuchAlgorithmException | KeyManagementException e) {
            throw new AssertionError(e);
        }
    }

    private BigInteger serial() {
        try (SSLSocket socket = connectInTime()) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ask(SSLSocket socket, String request) throws IOException {
        socket.getOutputStream()
                .write((request + "\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void thePageComesOverTlsAndWithTheOrderToStayWithIt() throws IOException {
        try (SSLSocket socket = connect()) {
            String answer = ask(socket, "GET / HTTP/1.1");

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("\r\nStrict-Transport-Security: max-age=31536000\r\n");
        }
    }

    /** A client may reset as many streams of HTTP/2 as it likes: there are none. */
    @Test
    void http2IsNotAgreedTo() throws IOException {
        try (SSLSocket socket = connect("h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isIn("", "http/1.1");
            assertThat(ask(socket, "GET /chat/info HTTP/1.1")).startsWith("HTTP/1.1 200 ");
        }
        try (SSLSocket socket = connect("h2")) {
            assertThat(socket.getApplicationProtocol()).isEmpty();
        }
    }

    private WebSocket open(Vertx vertx, Certificate trusted, LinkedBlockingQueue<String> heard) {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(trusted.certificatePem())));
        WebSocketConnectOptions where = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(node.port())
                .setURI("/chat/websocket")
                .addHeader("Authorization", "Bearer " + ChatNode.token("ada"));
        WebSocketClient client = vertx.createWebSocketClient(options);
        clients.add(client);
        ClientWebSocket socket = client.webSocket();
        socket.textMessageHandler(heard::add);
        return Wait.on(socket.connect(where));
    }

    @Test
    void aNewCertificateServesNewConnectionsAndDropsNone(Vertx vertx) {
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket ada = open(vertx, first, heard);
        assertThat(Take.from(heard)).contains("authenticated");
        assertThat(serial()).isEqualTo(first.serial());

        second.writeTo(folder);

        Awaitility.await().until(() -> serial().equals(second.serial()));
        Wait.on(ada.writeTextMessage("{\"event\":\"ping\"}"));
        assertThat(Take.from(heard)).contains("pong");
        LinkedBlockingQueue<String> later = new LinkedBlockingQueue<>();
        open(vertx, second, later);
        assertThat(Take.from(later)).contains("authenticated");
    }

    @Test
    void whatIsNoCertificateChangesNothing() throws IOException {
        Files.writeString(folder.resolve("cert.pem"), "no certificate");
        Files.writeString(folder.resolve("key.pem"), "no key");
        Awaitility.await().during(4 * CHECK_MS, TimeUnit.MILLISECONDS).until(() -> serial().equals(first.serial()));

        second.writeTo(folder);

        Awaitility.await().until(() -> serial().equals(second.serial()));
    }

    /** Whoever renews them writes one file after the other. */
    @Test
    void aCertificateWithoutItsKeyChangesNothing() throws IOException {
        Files.writeString(folder.resolve("cert.pem"), second.certificatePem());
        Awaitility.await().during(4 * CHECK_MS, TimeUnit.MILLISECONDS).until(() -> serial().equals(first.serial()));

        Files.writeString(folder.resolve("key.pem"), second.keyPem());

        Awaitility.await().until(() -> serial().equals(second.serial()));
    }

    @Test
    void whoDoesNotFinishARequestIsEndedToo() throws IOException {
        try (SSLSocket socket = connectInTime()) {
            socket.getOutputStream()
                    .write("POST /api/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123"
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    /** A handshake without end holds nothing for long. */
    @Test
    void whoDoesNotSpeakTlsIsEnded() {
        try (RawSocket silent = RawSocket.connect(node.port());
                RawSocket plain = RawSocket.connect(node.port())) {
            plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(plain.isEnded()).isTrue();
            assertThat(silent.isEnded()).isTrue();
        }
    }
}

package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Who reaches the chat port does not reach health, metrics and reload (FAULTS S10): asked from another address of this machine, one of a real interface where
 * there is one, else 127.0.0.2.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpsPortIT {
    private static final int PATIENCE_MS = 5_000;

    private Gateway gateway;
    private InetAddress elsewhere;

    @BeforeAll
    void start() throws IOException {
        elsewhere = elsewhere();
        gateway = Gateways.on(TestPostgres.freshDatabase(), Map.of("VERBATIM_HTTP_HOST", "0.0.0.0"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private static InetAddress elsewhere() throws IOException {
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp() && !each.isLoopback()) {
                for (InetAddress address : each.inetAddresses().toList()) {
                    if (address instanceof Inet4Address) {
                        return address;
                    }
                }
            }
        }
        return InetAddress.getByName("127.0.0.2");
    }

    private void connect(URI port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(elsewhere, port.getPort()), PATIENCE_MS);
        }
    }

    private int status(URI base, String method, String path) throws IOException, InterruptedException {
        URI asked = URI.create("http://" + elsewhere.getHostAddress() + ":" + base.getPort() + path);
        HttpRequest request = HttpRequest.newBuilder(asked)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void anOpenChatPortLeavesTheOpsPortWhereItIs() throws IOException {
        connect(gateway.chatUrl());

        assertThatThrownBy(() -> connect(gateway.opsUrl()))
                .as(elsewhere + " is not " + gateway.opsUrl())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void theChatPortAnswersNothingOfIt() throws IOException, InterruptedException {
        assertThat(status(gateway.chatUrl(), "GET", "/")).isEqualTo(200);
        for (String path : new String[] {"/health/live", "/health/ready", "/metrics", "/status"}) {
            assertThat(status(gateway.chatUrl(), "GET", path)).as(path).isEqualTo(404);
        }
        assertThat(status(gateway.chatUrl(), "POST", "/reload")).isBetween(404, 405);
    }
}

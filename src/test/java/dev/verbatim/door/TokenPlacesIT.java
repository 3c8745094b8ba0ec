package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Jwt;
import dev.verbatim.testing.LogCapture;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a token may be (FAULTS S2): in the first frame or in the handshake's {@code Authorization}, and nowhere that is written down. There are
 * no tickets to be used twice, since no token needs to stand in an address.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenPlacesIT {
    private static final String PLAIN = "/chat/websocket";

    private LogCapture log;
    private Gateway gateway;

    @BeforeAll
    void start() {
        log = LogCapture.open();
        gateway = Gateways.on(
                TestPostgres.freshDatabase(),
                Map.of("VERBATIM_AUTH_SECRET", Jwt.SECRET, "VERBATIM_CHAT_INSTANCES", "1"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        log.close();
    }

    private static void assertNobody(ChatClient client) {
        try (client) {
            client.send("join", new JsonObject().put("roomId", "lobby"));

            assertThat(client.await("error").getString("code")).isEqualTo("unauthenticated");
            assertThat(client.awaitClose()).isEqualTo(4401);
            assertThat(client.frames()).noneMatch(frame -> "authenticated".equals(frame.getString("event")));
        }
    }

    private static void assertNobody(HttpSession session) {
        session.send("ping", new JsonObject());
        session.poll(frame -> "pong".equals(frame.getString("event")));

        assertThat(session.first(frame -> true).getJsonObject("data").getString("code"))
                .isEqualTo("unauthenticated");
        assertThat(session.closeCode()).isEqualTo(3000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "access_token", "jwt", "auth", "Authorization", "ticket"})
    void aTokenInAnAddressIsNone(String name) {
        String token = Jwt.of("ada");
        String query = "?" + name + "=" + token;

        assertNobody(ChatClient.connect(gateway.chatUrl(), PLAIN + query, Map.of()));
        assertNobody(HttpSession.of(gateway.chatUrl(), Map.of(), query).open());

        assertThat(log.lines()).noneMatch(line -> line.contains(token));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Cookie", "Sec-WebSocket-Protocol", "X-Auth-Token", "Proxy-Authorization", "X-Access-Token"})
    void aTokenInAnotherHeaderIsNone(String header) {
        String token = Jwt.of("ada");
        String value = header.equals("Cookie") ? "token=" + token + "; Authorization=Bearer " + token : token;

        assertNobody(HttpSession.of(gateway.chatUrl(), Map.of(header, value)).open());

        assertThat(log.lines()).noneMatch(line -> line.contains(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic %s", "Token %s", "%s", "Bearer%s", "Digest Bearer %s"})
    void anotherSchemeIsNoToken(String scheme) {
        assertNobody(ChatClient.connect(gateway.chatUrl(), Map.of("Authorization", scheme.formatted(Jwt.of("ada")))));
    }

    /** Whichever of two was meant, somebody else may have looked at the other one. */
    @Test
    void twoAuthorizationsAreNone() throws IOException, InterruptedException {
        String path = gateway.chatUrl() + "/chat/000/" + UUID.randomUUID() + "/xhr";
        HttpRequest opening = HttpRequest.newBuilder(URI.create(path))
                .header("Authorization", "Bearer " + Jwt.of("ada"))
                .header("Authorization", "Bearer " + Jwt.of("eve"))
                .POST(BodyPublishers.noBody())
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(opening, BodyHandlers.ofString())
                        .body())
                .isEqualTo("o\n");

        assertThat(post(URI.create(path))).contains("unauthenticated").doesNotContain("authenticated\\\",\\\"data");
    }

    /** A whole visit, a guest's and a bearer's. */
    @Test
    void noLogLineHoldsAToken() {
        String guest = ChatClient.guestToken(gateway.chatUrl());
        String bearer = Jwt.of("ada");

        try (ChatClient ada = ChatClient.connect(gateway.chatUrl(), Map.of("Authorization", "Bearer " + bearer));
                ChatClient bob = ChatClient.connect(gateway.chatUrl()).authenticate(guest)) {
            ada.await("authenticated");
            bob.join("lobby");
            String reply = bob.say("lobby", "Hello", "c-1", null).getString("replyId");
            bob.awaitEnd(reply);
            bob.send("logout", new JsonObject());
            assertThat(bob.awaitClose()).isEqualTo(4401);
        }

        assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(guest) || line.contains(bearer));
        assertThat(log.lines()).noneMatch(line -> line.contains(Jwt.SECRET));
    }

    private static String post(URI address) {
        HttpRequest request =
                HttpRequest.newBuilder(address).POST(BodyPublishers.noBody()).build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

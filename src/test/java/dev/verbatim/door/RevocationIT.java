package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.door.TokenDoor.Answer;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Jwt;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token that was taken back (FAULTS S4): on every node, also those that the bus does not reach, at every door, and after a restart. */
class RevocationIT {
    private String database;
    private Gateway here;
    private Gateway there;

    @BeforeEach
    void start() {
        database = TestPostgres.freshDatabase();
        here = node();
        there = node();
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    /** Two of them share nothing but Postgres. */
    private Gateway node() {
        return Gateways.on(database, Map.of("VERBATIM_AUTH_SECRET", Jwt.SECRET, "VERBATIM_CHAT_INSTANCES", "1"));
    }

    private static void assertRefusedAtEveryDoor(Gateway at, String token) throws IOException, InterruptedException {
        for (TokenDoor door : TokenDoor.values()) {
            Answer answer = door.knock(at.chatUrl(), token);

            assertThat(answer.data().getString("code")).as("%s", door).isEqualTo("unauthenticated");
            assertThat(answer.closeCode()).as("%s", door).isEqualTo(door.closeCode());
        }
        assertThat(post(at, "/api/logout", token, "")).isEqualTo(401);
    }

    private static int post(Gateway at, String path, String token, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(at.chatUrl().resolve(path))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void logoutOnOneNodeEndsTheTokenOnAllAndForGood() throws IOException, InterruptedException {
        String token = Jwt.of("ada");
        try (ChatClient one = ChatClient.connect(here.chatUrl()).authenticate(token);
                ChatClient other = ChatClient.connect(there.chatUrl()).authenticate(token);
                ChatClient sockJs = ChatClient.connectSockJs(there.chatUrl()).authenticate(token)) {
            one.send("logout", new JsonObject());

            for (ChatClient client : List.of(one, other)) {
                assertThat(client.awaitClose()).isEqualTo(4401);
            }
            assertThat(sockJs.awaitClose()).isEqualTo(3000);
        }
        assertRefusedAtEveryDoor(here, token);
        assertRefusedAtEveryDoor(there, token);

        there.close();
        there = node();

        assertRefusedAtEveryDoor(there, token);
    }

    @Test
    void theOperatorEndsAUsersTokensOnAllNodes() throws IOException, InterruptedException {
        String token = Jwt.of("ada");
        JsonObject claims = Jwt.claims("op", Jwt.inMinutes(5)).put("scope", "admin");
        String operator = Jwt.signed(Jwt.header("HS256"), claims, Jwt.SECRET);
        try (ChatClient ada = ChatClient.connect(there.chatUrl()).authenticate(token);
                ChatClient bob = ChatClient.connect(there.chatUrl()).authenticate(Jwt.of("bob"))) {
            assertThat(post(here, "/api/revocations", operator, "{\"userId\":\"ada\"}"))
                    .isEqualTo(201);

            assertThat(ada.await("error").getString("message")).isEqualTo("The token was taken back.");
            assertThat(ada.awaitClose()).isEqualTo(4401);
            bob.join("lobby");
        }
        assertThat(post(here, "/api/revocations", token, "{\"userId\":\"bob\"}"))
                .isEqualTo(401);
    }
}

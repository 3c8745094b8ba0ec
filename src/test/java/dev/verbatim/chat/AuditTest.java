package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.AuthSettings;
import dev.verbatim.config.RoomSettings;
import dev.verbatim.testing.LogCapture;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is written down at the doors (FAULTS S18): who was refused where from and why, and what operators did; no token and no text. */
@ExtendWith(VertxExtension.class)
class AuditTest {
    private ChatNode node;
    private Http http;
    private LogCapture log;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx);
        http = Http.of(node);
        log = LogCapture.open();
    }

    @AfterEach
    void stop() {
        log.close();
    }

    private static JsonObject claims(String userId) {
        return new JsonObject().put("sub", userId).put("exp", System.currentTimeMillis() / 1000 + 600);
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private void awaitLine(String... parts) {
        Awaitility.await()
                .until(() -> log.lines().stream()
                        .anyMatch(line -> List.of(parts).stream().allMatch(line::contains)));
    }

    @Test
    void aRefusedTokenIsWrittenDownWithItsRuleAndWithoutItself() {
        String expired = ChatNode.token(claims("ada").put("exp", 1));
        String good = ChatNode.token(claims("ada"));
        String forged = good.substring(0, good.length() - 3) + "AAA";

        node.connect().ask("auth", new JsonObject().put("token", expired));
        http.post("/api/logout", bearer(forged), "");

        awaitLine("event=token_refused", "address=\"127.0.0.1", "rule=\"expiry\"");
        awaitLine("event=token_refused", "address=\"127.0.0.1", "rule=\"signature\"");
        assertThat(log.lines()).noneMatch(line -> line.contains(expired) || line.contains(good.substring(0, 30)));
    }

    @Test
    void aTokenThatWasTakenBackIsWrittenDownWithItsBearer() {
        String token = ChatNode.token(claims("ada"));

        http.post("/api/logout", bearer(token), "");
        http.post("/api/logout", bearer(token), "");

        awaitLine("event=logged_out", "tenant=\"main\" user=\"ada\"");
        awaitLine("event=token_refused", "tenant=\"main\" user=\"ada\" rule=\"revoked\"");
    }

    @Test
    void whatAnOperatorDoesIsWrittenDownAndWhoIsNone() {
        String body = "{\"userId\":\"eve\\r\\nevent=forged\"}";

        http.post("/api/revocations", bearer(ChatNode.token(claims("op").put("scope", "admin"))), body);
        http.post("/api/revocations", bearer(ChatNode.token(claims("ada"))), body);

        awaitLine("event=tokens_revoked", "user=\"op\" rule=\"user eve\\u000d\\u000aevent=forged\"");
        awaitLine("event=scope_refused", "user=\"ada\" rule=\"admin\"");
    }

    @Test
    void aRoomThatAJoinHasMadeIsWrittenDownOnce() {
        Vertx vertx = Vertx.vertx();
        AuthSettings auth = new AuthSettings(ChatNode.SECRET, true, 60, 0, 5000, "", "");
        RoomSettings rooms = new RoomSettings(true, "lobby", 50, 200);
        ChatNode creating = ChatNode.start(vertx, ChatNode.settings(ChatNode.CHAT, auth, rooms, Set.of()), 1);

        creating.connect("ada").join("den");
        creating.connect("ben").join("den");
        creating.connect("cleo").join("tea");

        awaitLine("event=room_created", "user=\"cleo\" room=\"tea\" rule=\"public\"");
        assertThat(log.lines().stream().filter(line -> line.contains("event=room_created")))
                .hasSize(2)
                .anyMatch(line -> line.contains("tenant=\"main\" user=\"ada\" room=\"den\""));
        Wait.on(vertx.close());
    }

    @Test
    void whoSaysNothingOfThemselvesIsWrittenDown() {
        node.connect().ask("ping", new JsonObject());

        awaitLine("event=no_token", "rule=\"another frame\"");
    }

    @Test
    void aForeignPageIsWrittenDown() {
        http.post("/api/guest", Map.of("Origin", "https://evil.example"), "");

        awaitLine("event=origin_refused", "address=\"127.0.0.1", "rule=\"https://evil.example\"");
    }
}

package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code GET /api/models} at the door; what it lists is tried where it is put together. */
@ExtendWith(VertxExtension.class)
class ModelsTest {
    private Http http;

    @BeforeEach
    void start(Vertx vertx) {
        http = Http.of(ChatNode.start(vertx));
    }

    private Http.Answer get(String token) {
        return http.get("/api/models", Map.of("Authorization", "Bearer " + token));
    }

    @Test
    void aStrangerIsToldNothing() {
        assertThat(http.get("/api/models", Map.of()).status()).isEqualTo(401);
        assertThat(get("x.y.z").status()).isEqualTo(401);
    }

    @Test
    void aTokenNeedsTheScopeThatReadsRooms() {
        JsonObject claims = new JsonObject()
                .put("sub", "anna")
                .put("exp", System.currentTimeMillis() / 1000 + 600)
                .put("scope", "messages:write");

        assertThat(get(ChatNode.token(claims)).status()).isEqualTo(403);
    }

    @Test
    void whoMayReadRoomsGetsTheListAndOnlyTheirOwnCachesKeepIt() {
        Http.Answer answer = get(ChatNode.token("anna"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getJsonArray("models")).isEmpty();
        assertThat(answer.headers().get("Cache-Control")).startsWith("private");
    }
}

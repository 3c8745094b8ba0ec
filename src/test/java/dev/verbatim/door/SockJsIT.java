package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole chat over each transport, with the SockJS client that browsers use, and without it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SockJsIT {
    private Gateway gateway;
    private Rows rows;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = Gateways.on(database, Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "300"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
    void aChatIsWholeOverEachTransport(String transport) throws IOException, InterruptedException {
        String base = gateway.chatUrl().toString();

        JsonObject seen = NodeScript.chat(base, transport, Map.of());

        assertThat(seen.getString("transport")).isEqualTo(transport);
        assertThat(seen.getString("status")).isEqualTo("complete");
        assertThat(seen.getString("text")).hasSize(seen.getInteger("length")).isEqualTo(stored(seen));
    }

    private Object stored(JsonObject seen) {
        UUID reply = UUID.fromString(seen.getString("replyId"));
        return rows.one("select text from messages where message_id = ?", reply).get("text");
    }

    /** Some clients name the length of the body that a handshake does not have. */
    @Test
    void aHandshakeThatNamesAnEmptyBodyIsUpgraded() {
        try (ChatClient ada = ChatClient.connectSockJs(gateway.chatUrl())) {
            ada.authenticate(ChatClient.guestToken(gateway.chatUrl()));

            assertThat(ada.join("by-hand").getString("roomId")).isEqualTo("by-hand");
        }
    }

    @Test
    void aChatIsWholeOverAPlainWebSocket() {
        try (ChatClient ada = ChatClient.guest(gateway.chatUrl())) {
            ada.join("plain");

            String reply = ada.say("plain", "Tell me a story", "c-1", null).getString("replyId");

            assertThat(ada.awaitEnd(reply).getString("status")).isEqualTo("complete");
            assertThat(ada.textOf(reply)).isEqualTo(stored(new JsonObject().put("replyId", reply)));
        }
    }
}

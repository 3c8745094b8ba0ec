package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    private static final int CHATS = 40;

    private Gateway gateway;
    private Rows rows;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = Gateways.on(
                database, Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "300", "VERBATIM_SOCKETS_TRANSPORT", sockets()));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** The gateway's {@code sockets.transport}. */
    String sockets() {
        return "auto";
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

    @Test
    void manyChatsAtOnceAreEachWhole() {
        List<ChatClient> clients = new ArrayList<>();
        List<String> replies = new ArrayList<>();
        try {
            for (int i = 0; i < CHATS; i++) {
                ChatClient client = ChatClient.guest(gateway.chatUrl());
                clients.add(client);
                client.join("many-" + i);
                replies.add(
                        client.say("many-" + i, "Tell me a story", "c-1", null).getString("replyId"));
            }
            for (int i = 0; i < CHATS; i++) {
                String reply = replies.get(i);
                assertThat(clients.get(i).awaitEnd(reply).getString("status")).isEqualTo("complete");
                assertThat(clients.get(i).textOf(reply)).isEqualTo(stored(new JsonObject().put("replyId", reply)));
            }
        } finally {
            clients.forEach(ChatClient::close);
        }
    }
}

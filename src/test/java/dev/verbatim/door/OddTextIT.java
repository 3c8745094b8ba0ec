package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text that Postgres or UTF-8 cannot hold is made safe once; sender, others, later readers and Postgres have the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddTextIT {
    private Gateway gateway;
    private Rows rows;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = Gateways.on(database);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** Frames carry the text as JSON escapes, which can say what no string of UTF-8 can. */
    @ParameterizedTest
    @CsvSource({
        "nul, a\\u0000b, a\\ufffdb",
        "high, a\\ud83dz, a\\ufffdz",
        "low, a\\ude00z, a\\ufffdz",
        "turned, \\ude00\\ud83d!, \\ufffd\\ufffd!",
        "pair, \\ud83d\\ude00\\u200d, \\ud83d\\ude00\\u200d",
        "marks, \\u202egnp.exe \\ufeff\\u001b[31m '';--, \\u202egnp.exe \\ufeff\\u001b[31m '';--",
        "json, \\\"\\\\u0000\\\" </script>, \\\"\\\\u0000\\\" </script>"
    })
    void isStoredAndEchoedAlike(String room, String escaped, String expected) {
        String wanted = new JsonObject("{\"text\":\"" + expected + "\"}").getString("text");
        try (ChatClient ada = ChatClient.guest(gateway.chatUrl());
                ChatClient bob = ChatClient.connectSockJs(gateway.chatUrl())) {
            bob.authenticate(ChatClient.guestToken(gateway.chatUrl()));
            ada.join(room);
            bob.join(room);

            ada.sendText("{\"event\":\"send\",\"data\":{\"roomId\":\"" + room + "\",\"reply\":false,\"text\":\""
                    + escaped + "\"}}");
            String message = ada.await("sent").getString("messageId");

            assertThat(ada.await("message").getString("text")).isEqualTo(wanted);
            assertThat(bob.await("message").getString("text")).isEqualTo(wanted);
            assertThat(rows.one("select text from messages where message_id = ?", UUID.fromString(message)))
                    .containsEntry("text", wanted);
            assertThat(ada.join(room).getJsonArray("messages").getJsonObject(0).getString("text"))
                    .isEqualTo(wanted);
        }
    }
}

package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole chat over each transport, with the SockJS client that browsers use, and without it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SockJsIT {
    private static final File SCRIPTS = new File("src/test/js");
    private static final long PATIENCE_S = 60;

    private Gateway gateway;
    private Rows rows;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        if (!new File(SCRIPTS, "node_modules/sockjs-client").isDirectory()) {
            run("npm", "ci", "--no-audit", "--no-fund");
        }
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

        JsonObject seen =
                new JsonObject(run("node", "sockjs-chat.mjs", base, transport, "by-" + transport, "Tell me a story"));

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

    /** What the command printed; fails with all of it if the command did. */
    private static String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(Files.createDirectories(Path.of("target/it")), "node-", ".log");
        Path errors = Files.createTempFile(output.getParent(), "node-", ".err");
        Process process = new ProcessBuilder(command)
                .directory(SCRIPTS)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s%s", List.of(command), printed, Files.readString(errors, StandardCharsets.UTF_8))
                .isTrue();
        return printed;
    }
}

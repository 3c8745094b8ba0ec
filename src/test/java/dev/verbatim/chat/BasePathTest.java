package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.DoorSettings;
import dev.verbatim.config.ForwardedHeader;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Page, API and chat below one path. */
@ExtendWith(VertxExtension.class)
class BasePathTest {
    private static final Pattern ADDRESS = Pattern.compile("(?:href|src)=\"([^\"#]+)\"");

    private ChatNode node;
    private Http http;

    @BeforeEach
    void start(Vertx vertx) {
        DoorSettings door =
                new DoorSettings(ChatNode.DOOR.rates(), "/talk/v1", ForwardedHeader.NONE, null, ChatNode.UNSENT_BYTES);
        node = ChatNode.start(vertx, ChatNode.settings(ChatNode.LIMITS, door), 1);
        http = Http.of(node);
    }

    @Test
    void everythingIsBelowThePath() {
        assertThat(http.get("/talk/v1/", Map.of()).body()).contains("<html");
        assertThat(http.get("/talk/v1/chat/info", Map.of()).json().getBoolean("websocket"))
                .isTrue();
        assertThat(http.post("/talk/v1/api/guest", Map.of(), "").status()).isEqualTo(200);
        assertThat(http.post("/talk/v1/chat/000/b/xhr", Map.of(), "").body()).isEqualTo("o\n");
        for (String path : List.of("/talk/v1/chat/websocket", "/talk/v1/chat/000/b/websocket")) {
            try (RawSocket socket = RawSocket.connect(node.port())) {
                assertThat(socket.ask(RawSocket.handshake(path, List.of()))).startsWith("HTTP/1.1 101 ");
            }
        }
    }

    @Test
    void whoForgetsTheSlashIsSentOn() {
        Http.Answer answer = http.get("/talk/v1", Map.of());

        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.headers().get("Location")).isEqualTo("/talk/v1/");
    }

    @Test
    void nothingIsElsewhere() {
        for (String path : List.of(
                "/",
                "/talk",
                "/talk/",
                "/talk/v1x/",
                "/talk/v11",
                "/chat/info",
                "/TALK/V1/",
                "/talk/v1/talk/v1/",
                "/talk//v1/",
                "/talk/%76%31/")) {
            assertThat(http.get(path, Map.of()).status()).as(path).isEqualTo(404);
        }
    }

    /** So that they are found below any path. */
    @Test
    void thePageNamesItsFilesRelativeToItself() {
        Matcher addresses = ADDRESS.matcher(http.get("/talk/v1/", Map.of()).body());

        int found = 0;
        while (addresses.find()) {
            found++;
            assertThat(addresses.group(1)).doesNotStartWith("/").doesNotContain(":");
            assertThat(http.get("/talk/v1/" + addresses.group(1), Map.of()).status())
                    .as(addresses.group(1))
                    .isEqualTo(200);
        }
        assertThat(found).isPositive();
    }

    @Test
    void aWholeAddressInTheRequestIsReadToo() {
        try (RawSocket socket = RawSocket.connect(node.port())) {
            String head = socket.ask(
                    "GET http://127.0.0.1/talk/v1/chat/info?t=/talk/v1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

            assertThat(head).startsWith("HTTP/1.1 200 ");
        }
    }
}

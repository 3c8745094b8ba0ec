package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SockJS sessions whose requests come over many connections, and so to any of several chat verticles. */
@ExtendWith(VertxExtension.class)
class SockJsInstancesTest {
    private static final int INSTANCES = 3;
    private static final int VISITS = 400;
    private static final JsonObject ADA = new JsonObject().put("token", ChatNode.token("ada"));

    private ChatNode node;
    private Http http;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx, ChatNode.settings(ChatNode.CHAT), INSTANCES);
        http = Http.of(node);
    }

    /** Its connections are open already, so that the next poll is there before the first has been done with. */
    @Test
    void aSessionOpensOnceAndKeepsItsPerson() {
        for (int visit = 0; visit < VISITS; visit++) {
            String path = "/chat/000/fast" + visit + "/";
            try (RawSocket first = RawSocket.connect(node.port());
                    RawSocket sender = RawSocket.connect(node.port());
                    RawSocket second = RawSocket.connect(node.port())) {
                first.send(post(path + "xhr", ""));
                assertThat(first.body()).isEqualTo("o\n");
                sender.send(post(path + "xhr_send", Http.sockJs("auth", ADA)));
                second.send(post(path + "xhr", ""));

                assertThat(sender.head()).startsWith("HTTP/1.1 204 ");
                assertThat(second.body()).as("visit %s", visit).contains("authenticated");
            }
        }
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** What one session posts one after the other arrives so, whichever verticle took it. */
    @Test
    void whatIsPostedInOrderArrivesInOrder() {
        LinkedBlockingQueue<String> lines = http.lines("/chat/000/ordered/xhr_streaming");
        http.post("/chat/000/ordered/xhr_send", Map.of(), Http.sockJs("auth", ADA));

        for (int i = 0; i < 200; i++) {
            JsonObject ping = new JsonObject().put("event", "ping").put("ref", i);
            http.post(
                    "/chat/000/ordered/xhr_send",
                    Map.of(),
                    new JsonArray().add(ping.encode()).encode());
        }

        List<Integer> refs = new ArrayList<>();
        while (refs.size() < 200) {
            JsonFrames.of(Take.from(lines)).stream()
                    .filter(frame -> "pong".equals(frame.getString("event")))
                    .forEach(frame -> refs.add(frame.getInteger("ref")));
        }
        assertThat(refs).isSorted();
    }
}

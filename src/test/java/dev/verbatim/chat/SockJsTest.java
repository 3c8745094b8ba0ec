package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.PendingReply;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same chat over each SockJS transport, frame by frame. */
@ExtendWith(VertxExtension.class)
class SockJsTest {
    private static final JsonObject LOBBY = new JsonObject().put("roomId", "lobby");
    private static final JsonObject ADA = new JsonObject().put("token", ChatNode.token("ada"));

    private ChatNode node;
    private Http http;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx);
        http = Http.of(node);
    }

    private static List<JsonObject> frames(String line) {
        List<JsonObject> frames = new ArrayList<>();
        new JsonArray(line.substring(1)).forEach(frame -> frames.add(new JsonObject((String) frame)));
        return frames;
    }

    private static JsonObject nextFrame(LinkedBlockingQueue<String> lines, List<JsonObject> all, String event) {
        while (true) {
            String line = Take.from(lines);
            if (line.startsWith("a")) {
                List<JsonObject> frames = frames(line);
                all.addAll(frames);
                for (JsonObject frame : frames) {
                    if (event.equals(frame.getString("event"))) {
                        return frame;
                    }
                }
            }
        }
    }

    @Test
    void xhrStreamingCarriesAWholeConversation() {
        LinkedBlockingQueue<String> lines = http.lines("/chat/000/s1/xhr_streaming");
        List<JsonObject> all = new ArrayList<>();
        http.post("/chat/000/s1/xhr_send", Map.of(), Http.sockJs("auth", ADA));
        http.post("/chat/000/s1/xhr_send", Map.of(), Http.sockJs("join", LOBBY));
        nextFrame(lines, all, "joined");

        http.post(
                "/chat/000/s1/xhr_send",
                Map.of(),
                Http.sockJs("send", LOBBY.copy().put("text", "Hello")));
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "Hi \uD83D\uDE00 \uC548\uB155");
        node.llm().complete(reply);
        while (!Transcript.of("lobby", all).status(reply.replyId().toString()).equals("complete")) {
            nextFrame(lines, all, "stream");
        }

        assertThat(Transcript.of("lobby", all).messages()).containsEntry(2L, "Hi \uD83D\uDE00 \uC548\uB155");
    }

    @Test
    void xhrPollingGetsWhatCameBetweenPolls() {
        assertThat(http.post("/chat/000/s2/xhr", Map.of(), "").body()).isEqualTo("o\n");
        http.post("/chat/000/s2/xhr_send", Map.of(), Http.sockJs("auth", ADA));
        http.post("/chat/000/s2/xhr_send", Map.of(), Http.sockJs("join", LOBBY));
        List<JsonObject> all = new ArrayList<>();
        poll("s2", all, "joined");

        TestClient bob = node.inLobby("bob");
        for (int i = 1; i <= 5; i++) {
            bob.ask("send", LOBBY.copy().put("text", "m" + i).put("reply", false));
        }
        while (Transcript.of("lobby", all).messages().size() < 5) {
            poll("s2", all, "message");
        }

        assertThat(Transcript.of("lobby", all).messages().values()).containsExactly("m1", "m2", "m3", "m4", "m5");
    }

    private void poll(String session, List<JsonObject> all, String until) {
        boolean found = false;
        while (!found) {
            String line = http.post("/chat/000/" + session + "/xhr", Map.of(), "")
                    .body()
                    .strip();
            List<JsonObject> frames = line.startsWith("a") ? frames(line) : List.of();
            all.addAll(frames);
            found = frames.stream().anyMatch(frame -> until.equals(frame.getString("event")));
        }
    }

    @Test
    void sockJsOverAWebSocketCarriesTheSameFrames(Vertx vertx) {
        LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        WebSocketClient client = vertx.createWebSocketClient();
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(node.port())
                .setURI("/chat/000/s3/websocket")
                .addHeader("Authorization", "Bearer " + ChatNode.token("ada"));
        WebSocket socket = Wait.on(client.connect(options).onSuccess(open -> open.textMessageHandler(lines::add)));
        List<JsonObject> all = new ArrayList<>();
        nextFrame(lines, all, "authenticated");

        Wait.on(socket.writeTextMessage(Http.sockJs("join", LOBBY)));
        JsonObject joined = nextFrame(lines, all, "joined");

        assertThat(joined.getString("ref")).isEqualTo("join");
        Wait.on(client.close());
        Awaitility.await().until(() -> node.census().connections() == 0);
    }

    @Test
    void theMeantCloseCodeGoesBeforeTheLibrarysOwn() {
        LinkedBlockingQueue<String> lines = http.lines("/chat/000/s4/xhr_streaming");
        List<JsonObject> all = new ArrayList<>();

        http.post("/chat/000/s4/xhr_send", Map.of(), Http.sockJs("auth", new JsonObject().put("token", "forged")));
        JsonObject error = nextFrame(lines, all, "error");
        JsonObject notice = all.size() > 1 ? all.get(1) : nextFrame(lines, all, "notice");

        assertThat(error.getJsonObject("data").getString("code")).isEqualTo("unauthenticated");
        assertThat(notice.getJsonObject("data").getInteger("closeCode")).isEqualTo(4401);
        assertThat(Take.from(lines)).isEqualTo("c[3000,\"Go away!\"]");
        Awaitility.await().until(() -> node.census().connections() == 0);
    }

    @Test
    void aClientThatStopsPollingIsForgotten() {
        http.post("/chat/000/s5/xhr", Map.of(), "");
        http.post("/chat/000/s5/xhr_send", Map.of(), Http.sockJs("auth", ADA));
        assertThat(node.census().connections()).isEqualTo(1);

        Awaitility.await().until(() -> node.census().connections() == 0);
    }

    @Test
    void aSessionIsNotThereForAnotherAddress() {
        Http eve = Http.from(node, "127.0.0.2");
        http.post("/chat/000/s7/xhr", Map.of(), "");
        http.post("/chat/000/s7/xhr_send", Map.of(), Http.sockJs("auth", ADA));
        http.post("/chat/000/s7/xhr_send", Map.of(), Http.sockJs("join", LOBBY));

        int send = eve.post(
                        "/chat/000/s7/xhr_send",
                        Map.of(),
                        Http.sockJs("send", LOBBY.copy().put("text", "Forged")))
                .status();
        int poll = eve.post("/chat/111/s7/xhr", Map.of(), "").status();

        assertThat(send).isEqualTo(404);
        assertThat(poll).isEqualTo(404);
        poll("s7", new ArrayList<>(), "joined");
        assertThat(node.storage.asked(AcceptMessage.class)).isZero();
    }

    @Test
    void aSecondReaderIsSentAwayAndTheFirstGoesOn() {
        LinkedBlockingQueue<String> lines = http.lines("/chat/000/two/xhr_streaming");

        String poll = http.post("/chat/000/two/xhr", Map.of(), "").body();
        List<String> stream = new ArrayList<>(http.lines("/chat/000/two/xhr_streaming"));
        http.post("/chat/000/two/xhr_send", Map.of(), Http.sockJs("auth", ADA));

        assertThat(poll).isEqualTo("c[2010,\"Another connection still open\"]\n");
        assertThat(nextFrame(lines, new ArrayList<>(), "authenticated")).isNotNull();
        assertThat(stream).doesNotContain("o");
    }

    /** What was on its way to it is lost, so that it must begin anew. */
    @Test
    void whoseStreamBreaksIsToldSo() {
        try (RawSocket eve = RawSocket.connect(node.port())) {
            eve.ask("POST /chat/000/broken/xhr_streaming HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        }
        Awaitility.await().until(() -> node.census().connections() == 0);

        for (int i = 0; i < 2; i++) {
            assertThat(http.post("/chat/000/broken/xhr", Map.of(), "").body())
                    .isEqualTo("c[1002,\"Connection interrupted\"]\n");
        }
        assertThat(http.post("/chat/000/broken/xhr_send", Map.of(), Http.sockJs("auth", ADA))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void pollsMayShareAConnection() {
        try (RawSocket ada = RawSocket.connect(node.port())) {
            for (String awaited : List.of("o\n", "authenticated", "joined")) {
                ada.send("POST /chat/000/kept/xhr HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nAuthorization: Bearer "
                        + ChatNode.token("ada") + "\r\n\r\n");
                if (awaited.equals("joined")) {
                    http.post("/chat/000/kept/xhr_send", Map.of(), Http.sockJs("join", LOBBY));
                }
                assertThat(ada.body()).contains(awaited);
            }
        }
    }

    /** As proxies speak it that were not told otherwise. */
    @Test
    void http10IsAnsweredWithoutChunks() {
        try (RawSocket stream = RawSocket.connect(node.port());
                RawSocket poll = RawSocket.connect(node.port())) {
            String head = stream.ask("POST /chat/000/old/xhr_streaming HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
            String prelude = stream.line();
            String opened = stream.line();
            poll.send("POST /chat/000/old2/xhr HTTP/1.0\r\nContent-Length: 0\r\n\r\n");

            assertThat(head).contains(" 200 ").doesNotContainIgnoringCase("transfer-encoding");
            assertThat(prelude).isEqualTo("h".repeat(2048));
            assertThat(opened).isEqualTo("o");
            assertThat(poll.body()).isEqualTo("o\n");
            assertThat(poll.isEnded()).isTrue();
        }
    }

    /** Old browsers keep all of an answer: after 128 KB it ends, and the next one goes on where it was. */
    @Test
    void aLongStreamGoesOnInTheNextAnswer() {
        LinkedBlockingQueue<String> first = http.lines("/chat/000/long/xhr_streaming");
        http.post("/chat/000/long/xhr_send", Map.of(), Http.sockJs("auth", ADA));
        http.post("/chat/000/long/xhr_send", Map.of(), Http.sockJs("join", LOBBY));
        List<JsonObject> all = new ArrayList<>();
        nextFrame(first, all, "joined");
        http.post(
                "/chat/000/long/xhr_send",
                Map.of(),
                Http.sockJs("send", LOBBY.copy().put("text", "Hello")));
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "x".repeat(140_000));
        while (!all.toString().contains("xxx")) {
            nextFrame(first, all, "stream");
        }

        node.llm().say(reply, "y");
        LinkedBlockingQueue<String> second = http.lines("/chat/000/long/xhr_streaming");
        node.llm().complete(reply);
        while (!Transcript.of("lobby", all).status(reply.replyId().toString()).equals("complete")) {
            nextFrame(second, all, "stream");
        }

        assertThat(Transcript.of("lobby", all).messages()).containsEntry(2L, "x".repeat(140_000) + "y");
    }

    @Test
    void noCookieIsSetOrWanted() {
        Map<String, String> cookie = Map.of("Cookie", "JSESSIONID=x; token=" + ADA.getString("token"));

        for (Http.Answer answer : List.of(
                http.get("/chat/info", cookie),
                http.post("/chat/000/cookie/xhr", cookie, ""),
                http.post("/chat/000/cookie/xhr_send", cookie, Http.sockJs("ping", new JsonObject())),
                http.post("/api/guest", cookie, ""),
                http.get("/", cookie))) {
            assertThat(answer.headers().contains("Set-Cookie")).isFalse();
        }
        assertThat(http.get("/chat/info", Map.of()).json().getBoolean("cookie_needed"))
                .isFalse();
        assertThat(http.post("/chat/000/cookie/xhr", Map.of(), "").body()).contains("unauthenticated");
    }

    @Test
    void aBodyAboveTheLimitIsRefused() {
        http.post("/chat/000/s6/xhr", Map.of(), "");

        Http.Answer answer = http.post("/chat/000/s6/xhr_send", Map.of(), "[\"" + "x".repeat(140_000) + "\"]");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().getString("code")).isEqualTo("too_large");
    }

    @Test
    void whatIsNotServedIsNotThere() {
        for (String path : List.of(
                "/chat/",
                "/chat/iframe.html",
                "/chat/iframe-1.6.1.html",
                "/chat/000/s/eventsource",
                "/chat/000/s/htmlfile?c=x",
                "/chat/000/s/jsonp?c=x",
                "/chat/chunking_test")) {
            assertThat(http.get(path, Map.of()).status()).as(path).isEqualTo(404);
        }
        assertThat(http.get("/chat/websocket", Map.of()).status()).isEqualTo(400);
    }
}

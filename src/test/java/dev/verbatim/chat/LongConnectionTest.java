package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.PendingReply;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A connection that lives long (FAULTS S4): the end of its token, a logout and the operator end it over every transport, also in the middle of
 * an answer, and a SockJS session's id, which clients choose, is nobody else's way in.
 */
@ExtendWith(VertxExtension.class)
class LongConnectionTest {
    private static final JsonObject LOBBY = new JsonObject().put("roomId", "lobby");
    private static final long AFTER_A_TOKEN_MS = 700_000;

    enum Transport {
        PLAIN,
        WEBSOCKET,
        STREAMING,
        POLLING
    }

    /** One client's end of a connection, in SockJS's lines whatever the transport. */
    private static final class Line {
        private final Supplier<String> lines;
        private final Consumer<String> sender;
        private final List<JsonObject> frames = new ArrayList<>();
        private String closed = "";

        private Line(Supplier<String> lines, Consumer<String> sender) {
            this.lines = lines;
            this.sender = sender;
        }

        private void send(String event, JsonObject data) {
            sender.accept(new JsonObject().put("event", event).put("data", data).encode());
        }

        private void read() {
            String line = lines.get().strip();
            if (line.startsWith("a")) {
                new JsonArray(line.substring(1)).forEach(frame -> frames.add(new JsonObject((String) frame)));
            } else if (line.startsWith("c")) {
                closed = line;
            }
        }

        private void until(String event) {
            while (!events().contains(event)) {
                read();
            }
        }

        private void untilItHas(String text) {
            while (!frames.toString().contains(text)) {
                read();
            }
        }

        private void untilClosed() {
            while (closed.isEmpty()) {
                read();
            }
        }

        private List<String> events() {
            return frames.stream().map(frame -> frame.getString("event")).toList();
        }
    }

    private ChatNode node;
    private Http http;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx);
        http = Http.of(node);
    }

    private Line open(Transport transport, String session) {
        String base = "/chat/000/" + session + '/';
        return switch (transport) {
            case PLAIN -> webSocket("/chat/websocket", false);
            case WEBSOCKET -> webSocket(base + "websocket", true);
            case STREAMING -> {
                LinkedBlockingQueue<String> lines = http.lines(base + "xhr_streaming");
                yield new Line(() -> Take.from(lines), text -> post(base, text));
            }
            case POLLING -> {
                assertThat(http.post(base + "xhr", Map.of(), "").body()).isEqualTo("o\n");
                yield new Line(() -> http.post(base + "xhr", Map.of(), "").body(), text -> post(base, text));
            }
        };
    }

    private void post(String base, String frame) {
        int status = http.post(
                        base + "xhr_send", Map.of(), new JsonArray().add(frame).encode())
                .status();
        assertThat(status).isEqualTo(204);
    }

    private Line webSocket(String path, boolean sockJs) {
        LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(node.port())
                .setURI(path);
        WebSocket socket = Wait.on(node.browser().connect(options).onSuccess(open -> {
            open.textMessageHandler(text ->
                    lines.add(sockJs ? text : 'a' + new JsonArray().add(text).encode()));
            open.closeHandler(gone -> lines.add("c[" + open.closeStatusCode() + "]"));
        }));
        return new Line(
                () -> Take.from(lines),
                text -> Wait.on(socket.writeTextMessage(
                        sockJs ? new JsonArray().add(text).encode() : text)));
    }

    private Line inLobby(Transport transport, String session) {
        Line ada = open(transport, session);
        ada.send("auth", new JsonObject().put("token", ChatNode.token("ada")));
        ada.send("join", LOBBY);
        ada.until("joined");
        return ada;
    }

    private TestClient bobWithALongToken() {
        long expiry = System.currentTimeMillis() / 1000 + 10_000;
        TestClient bob = node.connect()
                .auth(ChatNode.token(new JsonObject().put("sub", "bob").put("exp", expiry)));
        bob.join("lobby");
        return bob;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theEndOfATokenEndsItsConnectionInTheMiddleOfAnAnswer(Transport transport) {
        TestClient bob = bobWithALongToken();
        Line ada = inLobby(transport, "expiring");
        bob.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "Before");
        ada.untilItHas("Before");

        node.now.goAhead(AFTER_A_TOKEN_MS);
        ada.until("error");
        node.llm().say(reply, "After");
        node.llm().complete(reply);
        bob.untilEnds(1);
        ada.untilClosed();

        assertThat(ada.frames.toString()).contains("The token has expired.").doesNotContain("After");
        assertNothingBehindTheEnd(ada, "error");
        assertThat(ada.closed).startsWith(transport == Transport.PLAIN ? "c[4401" : "c[3000");
        Awaitility.await().until(() -> node.census().connections() == 1);
    }

    /** A notice may say why it was closed, where the transport loses the code. */
    private static void assertNothingBehindTheEnd(Line line, String end) {
        List<String> events = line.events();
        assertThat(events.subList(events.indexOf(end) + 1, events.size())).isSubsetOf("notice");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void logoutEndsAConnectionInTheMiddleOfAnAnswer(Transport transport) {
        TestClient bob = bobWithALongToken();
        Line ada = inLobby(transport, "leaving");
        bob.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "Before");
        ada.untilItHas("Before");

        ada.send("logout", new JsonObject());
        ada.untilClosed();
        node.llm().say(reply, "After");
        node.llm().complete(reply);
        bob.untilEnds(1);

        assertThat(ada.frames.toString()).doesNotContain("After");
        assertThat(ada.closed).startsWith(transport == Transport.PLAIN ? "c[4401" : "c[3000");
        Awaitility.await().until(() -> node.census().connections() == 1);
    }

    private int revoke(JsonObject whose) {
        JsonObject operator = new JsonObject().put("sub", "op").put("scope", "admin");
        String token = ChatNode.token(operator.put("exp", System.currentTimeMillis() / 1000 + 600));
        return http.post("/api/revocations", Map.of("Authorization", "Bearer " + token), whose.encode())
                .status();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theOperatorEndsAConnectionInTheMiddleOfAnAnswer(Transport transport) {
        TestClient bob = bobWithALongToken();
        Line ada = inLobby(transport, "banned");
        bob.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "Before");
        ada.untilItHas("Before");

        int status = revoke(new JsonObject().put("userId", "ada"));
        ada.until("error");
        node.llm().say(reply, "After");
        node.llm().complete(reply);
        bob.untilEnds(1);
        ada.untilClosed();

        assertThat(status).isEqualTo(201);
        assertThat(ada.frames.toString()).contains("The token was taken back.").doesNotContain("After");
        assertNothingBehindTheEnd(ada, "error");
        assertThat(ada.closed).startsWith(transport == Transport.PLAIN ? "c[4401" : "c[3000");
        Awaitility.await().until(() -> node.census().connections() == 1);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aRenewedTokenKeepsItsConnection(Transport transport) {
        Line ada = inLobby(transport, "renewed");
        long later = System.currentTimeMillis() / 1000 + 10_000;
        JsonObject claims =
                new JsonObject().put("sub", "ada").put("name", "Renewed").put("exp", later);
        ada.send("auth", new JsonObject().put("token", ChatNode.token(claims)));
        ada.untilItHas("Renewed");

        node.now.goAhead(AFTER_A_TOKEN_MS);
        TestClient bob = bobWithALongToken();
        bob.ask("send", LOBBY.copy().put("text", "Still there?").put("reply", false));
        ada.untilItHas("Still there?");

        assertThat(ada.closed).isEmpty();
        assertThat(ada.events()).doesNotContain("error");
    }

    @Test
    void theIdOfASessionThatEndedIsNobodys() {
        Line ada = inLobby(Transport.POLLING, "used");
        ada.send("logout", new JsonObject());
        ada.untilClosed();
        String forged = new JsonObject()
                .put("event", "send")
                .put("data", LOBBY.copy().put("text", "Forged"))
                .encode();

        Http.Answer send = http.post(
                "/chat/000/used/xhr_send", Map.of(), new JsonArray().add(forged).encode());
        Http.Answer poll = http.post("/chat/000/used/xhr", Map.of(), "");

        assertThat(send.status()).isEqualTo(404);
        assertThat(poll.body()).startsWith("c[3000");
        assertThat(node.storage.asked(AcceptMessage.class)).isZero();
    }

    @Test
    void aWebSocketAtTheIdOfAnOpenSessionIsASessionOfItsOwn() {
        Line ada = inLobby(Transport.POLLING, "taken");

        Line eve = open(Transport.WEBSOCKET, "taken");
        eve.send("send", LOBBY.copy().put("text", "Forged"));
        eve.untilClosed();
        bobWithALongToken().ask("send", LOBBY.copy().put("text", "For ada").put("reply", false));
        ada.untilItHas("For ada");

        assertThat(eve.frames.toString()).contains("unauthenticated").doesNotContain("For ada", "joined");
        assertThat(node.storage.asked(AcceptMessage.class)).isEqualTo(1);
    }

    @Test
    void aSecondReaderOfASessionReadsNothing() {
        inLobby(Transport.STREAMING, "read");

        Http.Answer second = http.post("/chat/111/read/xhr", Map.of(), "");

        assertThat(second.body()).isEqualTo("c[2010,\"Another connection still open\"]\n");
    }

    /** FAULTS S6: no proxy is trusted to say whose request it is, so nobody can say it. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"})
    void noHeaderMakesAnotherAddressTheOwners(String header) {
        Line ada = inLobby(Transport.POLLING, "owned");
        Http eve = Http.from(node, "127.0.0.2");
        Map<String, String> forged = Map.of(header, header.equals("Forwarded") ? "for=127.0.0.1" : "127.0.0.1");

        for (String transport : List.of("xhr", "xhr_streaming", "xhr_send")) {
            assertThat(eve.post("/chat/000/owned/" + transport, forged, "[\"{}\"]")
                            .status())
                    .as(transport)
                    .isEqualTo(404);
        }
        bobWithALongToken().ask("send", LOBBY.copy().put("text", "For ada").put("reply", false));
        ada.untilItHas("For ada");
    }
}

package dev.verbatim.chat;

import static dev.verbatim.chat.RawSocket.TEXT;
import static dev.verbatim.chat.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.HostileFramesTest.Door;
import dev.verbatim.chat.connection.Backlog;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.contract.PendingReply;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Viewers that do not read, on every transport: their bytes are counted, deltas merged, and beyond the bound only they are closed. */
class SlowTransportsTest {
    private static final int SOFT = 10_000;
    private static final int HARD = 200_000;
    private static final int PIECE = 32 * 1024;
    private static final int PIECES = 400;
    private static final JsonObject LOBBY = new JsonObject().put("roomId", "lobby");
    private static final Map<String, String> EVE = Map.of("Authorization", "Bearer " + ChatNode.token("eve"));

    private Besieged besieged;
    private ChatNode node;
    private Http http;

    @BeforeEach
    void start() {
        ChatSettings of = ChatNode.CHAT;
        ChatSettings tight = new ChatSettings(
                1,
                of.maxFrameBytes(),
                of.maxTextChars(),
                of.maxDepth(),
                of.framesPerSecond(),
                SOFT,
                HARD,
                of.roomsPerConnection(),
                of.requestTimeoutMs(),
                of.revCheckMs(),
                of.pingMs());
        besieged = Besieged.start(tight, ChatNode.LIMITS);
        node = besieged.node;
        http = Http.of(node);
    }

    @AfterEach
    void stop() {
        besieged.close();
    }

    private PendingReply running(TestClient sender) {
        sender.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        return reply;
    }

    /** Speaks at the pace of the one who reads; what that one got. */
    private Transcript spoken(int pieces) {
        return spoken(pieces, () -> false);
    }

    private Transcript spoken(int pieces, BooleanSupplier enough) {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        for (int i = 0; i < pieces && !enough.getAsBoolean(); i++) {
            int from = i * PIECE;
            node.llm().say(reply, "w".repeat(PIECE));
            ada.nextWhere(each -> each.getJsonObject("data").containsKey("token")
                    && each.getJsonObject("data").getInteger("offset") >= from);
        }
        node.llm().complete(reply);
        ada.untilEnds(1);
        ada.close();
        return Transcript.of("lobby", ada.read());
    }

    /** Whether somebody's bytes have grown beyond what one who reads may owe, and are gone at once: who does not read was sent away. */
    private BooleanSupplier somebodyWasSentAway() {
        Backlog backlog = Backlog.of(node.vertx, ChatNode.UNSENT_BYTES);
        AtomicLong most = new AtomicLong();
        return () -> most.accumulateAndGet(backlog.bytes(), Math::max) > 3 * PIECE && backlog.bytes() == 0;
    }

    private void assertWhole(Transcript adas, int pieces) {
        assertThat(adas.messages().get(2L)).hasSize(pieces * PIECE);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void whoDoesNotReadAWebSocketIsClosedAloneAndToldWhyOnceItReads(Door door) {
        try (RawSocket eve = RawSocket.upgraded(node, door.path, "eve")) {
            eve.send(frame(
                    TEXT,
                    door.wrap(new JsonObject()
                            .put("event", "join")
                            .put("data", LOBBY)
                            .encode())));
            eve.next("joined");

            // What it was told of its end waits for it for five seconds only: they are not for speaking on.
            Transcript adas = spoken(PIECES, somebodyWasSentAway());

            assertThat(adas.messages().get(2L).length()).isPositive().matches(length -> length % PIECE == 0);
            if (door == Door.SOCKJS) {
                assertThat(eve.next("notice").getJsonObject("data").getInteger("closeCode"))
                        .isEqualTo(4408);
            }
            assertThat(eve.closeCode()).isEqualTo(4408);
            besieged.nothingIsLeft();
        }
    }

    @Test
    void whoDoesNotReadAnXhrStreamIsClosedAlone() {
        try (RawSocket eve = RawSocket.connect(node.port())) {
            eve.send("POST /chat/000/deaf/xhr_streaming HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
                    + "Authorization: " + EVE.get("Authorization") + "\r\n\r\n");
            awaitTwo();
            http.post("/chat/000/deaf/xhr_send", Map.of(), Http.sockJs("join", LOBBY));

            assertWhole(spoken(PIECES), PIECES);

            besieged.nothingIsLeft();
        }
    }

    /** Somebody whose network is slow polls now and then. */
    @Test
    void whoPollsSlowlyGetsMergedDeltasAndAllOfTheText() {
        List<JsonObject> eves = new ArrayList<>();
        joinedByPolling(eves);

        // As much as may wait: nobody polls meanwhile.
        int pieces = 5;
        Transcript adas = spoken(pieces);
        while (Transcript.of("lobby", eves).messages().size() < 2) {
            poll(eves);
        }

        assertWhole(adas, pieces);
        Transcript mine = Transcript.of("lobby", eves);
        assertThat(mine.messages()).isEqualTo(adas.messages());
        assertThat(mine.deltas()).isLessThan(adas.deltas());
    }

    @Test
    void whoDoesNotPollIsClosedAloneAndToldWhyAtTheNextPoll() {
        List<JsonObject> eves = new ArrayList<>();
        joinedByPolling(eves);

        assertWhole(spoken(20), 20);
        String told = poll(eves);

        assertThat(told).contains("4408");
        besieged.nothingIsLeft();
    }

    private void joinedByPolling(List<JsonObject> frames) {
        poll(frames);
        http.post("/chat/000/slow/xhr_send", Map.of(), Http.sockJs("join", LOBBY));
        while (frames.stream().noneMatch(frame -> "joined".equals(frame.getString("event")))) {
            poll(frames);
        }
    }

    private String poll(List<JsonObject> frames) {
        String body = http.post("/chat/000/slow/xhr", EVE, "").body();
        frames.addAll(JsonFrames.of(body));
        return body;
    }

    private void awaitTwo() {
        Awaitility.await().until(() -> node.census().connections() == 2);
    }
}

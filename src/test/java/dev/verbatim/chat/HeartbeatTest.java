package dev.verbatim.chat;

import static dev.verbatim.chat.RawSocket.CLOSE;
import static dev.verbatim.chat.RawSocket.PING;
import static dev.verbatim.chat.RawSocket.PONG;
import static dev.verbatim.chat.RawSocket.TEXT;
import static dev.verbatim.chat.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.HostileFramesTest.Door;
import dev.verbatim.config.AuthSettings;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.config.RoomSettings;
import dev.verbatim.config.Settings;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On every transport the server is heard of while nothing happens, and who is not there any more is forgotten, its rooms with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeartbeatTest {
    private static final int PING_MS = 300;
    /** Who answers is to be in time also where the machine stands still for a moment. */
    private static final int PATIENT_PING_MS = 2_500;

    private static final int AUTH_MS = 600;
    private static final JsonObject LOBBY = new JsonObject().put("roomId", "lobby");
    private static final Map<String, String> ADA = Map.of("Authorization", "Bearer " + ChatNode.token("ada"));

    private Besieged besieged;
    private Http http;

    @BeforeAll
    void start() {
        besieged = Besieged.startUnwatched(settings(PING_MS));
        http = Http.of(besieged.node);
    }

    private static Settings settings(int pingMs) {
        ChatSettings of = ChatNode.CHAT;
        ChatSettings chat = new ChatSettings(
                1,
                of.maxFrameBytes(),
                of.maxTextChars(),
                of.maxDepth(),
                of.framesPerSecond(),
                of.viewerSoftBytes(),
                of.viewerHardBytes(),
                of.roomsPerConnection(),
                of.requestTimeoutMs(),
                of.revCheckMs(),
                pingMs);
        AuthSettings auth = new AuthSettings(ChatNode.SECRET, true, 60, 0, AUTH_MS, "", "");
        RoomSettings rooms = new RoomSettings(false, "lobby", 50, 200);
        return ChatNode.settings(chat, auth, rooms, Set.of());
    }

    @AfterEach
    void nothingIsLeft() {
        besieged.recovered();
    }

    @AfterAll
    void stop() {
        besieged.close();
    }

    /** Once they are: on a machine that stands still who has just come may have been silent to pings already. */
    private static RawSocket joined(Besieged at, Door door) {
        AtomicReference<RawSocket> made = new AtomicReference<>();
        Awaitility.await()
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> {
                    RawSocket socket = RawSocket.upgraded(at.node, door.path, "ada");
                    made.set(socket);
                    return socket.offer(joining(door)) && socket.next("joined") != null;
                });
        return made.get();
    }

    /** A cable that leads into the room. */
    private Cable cable(Door door) {
        String handshake = RawSocket.handshake(door.path, List.of("Authorization: Bearer " + ChatNode.token("ada")));
        AtomicReference<Cable> made = new AtomicReference<>();
        Awaitility.await().until(() -> {
            Cable cable = Cable.to(besieged.node.port());
            made.set(cable);
            return cable.send(handshake).hears("\r\n\r\n") && cable.offers(joining(door)) && cable.hears("joined");
        });
        return made.get();
    }

    private static byte[] joining(Door door) {
        return frame(
                TEXT,
                door.wrap(
                        new JsonObject().put("event", "join").put("data", LOBBY).encode()));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void whoAnswersPingsStays(Door door) {
        try (Besieged patient = Besieged.start(settings(PATIENT_PING_MS));
                RawSocket ada = joined(patient, door)) {
            int heartbeats = 0;
            for (int pings = 0; pings < 3; ) {
                RawSocket.Frame next = ada.next();
                heartbeats += next.text().equals("h") ? 1 : 0;
                if (next.opcode() == PING) {
                    pings++;
                    ada.send(frame(PONG, next.payload()));
                }
            }

            assertThat(heartbeats).isEqualTo(door == Door.SOCKJS ? 3 : 0);
            ada.send(frame(TEXT, door.wrap("{\"event\":\"ping\"}")));
            ada.next("pong");
            ada.close();
            patient.recovered();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void whoIsSilentToPingsIsForgotten(Door door) {
        try (RawSocket silent = joined(besieged, door)) {
            besieged.recovered();

            assertThat(silent.isEnded()).isTrue();
        }
    }

    @Test
    void xhrStreamingIsHeardOf() {
        // Nobody else's token: a logout takes it back.
        Map<String, String> leaver = Map.of("Authorization", "Bearer " + ChatNode.token("leaver"));
        LinkedBlockingQueue<String> lines = http.lines("/chat/000/beat1/xhr_streaming", leaver);

        assertThat(until(lines, "h", 4)).isEqualTo(4);
        http.post("/chat/000/beat1/xhr_send", Map.of(), Http.sockJs("logout", new JsonObject()));
    }

    private static int until(LinkedBlockingQueue<String> lines, String wanted, int count) {
        int found = 0;
        while (found < count) {
            found += wanted.equals(Take.from(lines)) ? 1 : 0;
        }
        return found;
    }

    @Test
    void aPollIsAnsweredByAHeartbeat() {
        http.post("/chat/000/beat2/xhr", ADA, "");
        assertThat(http.post("/chat/000/beat2/xhr", Map.of(), "").body()).contains("authenticated");

        assertThat(http.post("/chat/000/beat2/xhr", Map.of(), "").body()).isEqualTo("h\n");
        assertThat(http.post("/chat/000/beat2/xhr", Map.of(), "").body()).isEqualTo("h\n");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void whoBringsNoTokenToAWebSocketIsClosed(Door door) {
        try (Besieged patient = Besieged.start(settings(PATIENT_PING_MS));
                RawSocket nobody = RawSocket.connect(patient.node.port())) {
            assertThat(nobody.ask(RawSocket.handshake(door.path, List.of()))).startsWith("HTTP/1.1 101 ");

            StringBuilder told = new StringBuilder();
            RawSocket.Frame frame = nobody.next();
            for (; frame.opcode() != CLOSE; frame = nobody.next()) {
                told.append(frame.text());
                if (frame.opcode() == PING) {
                    nobody.send(frame(PONG, frame.payload()));
                }
            }

            assertThat(ByteBuffer.wrap(frame.payload()).getShort()).isEqualTo((short) 4401);
            assertThat(told.indexOf("\\\"closeCode\\\":4401") > 0).isEqualTo(door == Door.SOCKJS);
            assertThat(told.indexOf("c[3000,\"Go away!\"]") > 0).isEqualTo(door == Door.SOCKJS);
            nobody.close();
            patient.recovered();
        }
    }

    @Test
    void whoBringsNoTokenToXhrStreamingIsClosed() {
        LinkedBlockingQueue<String> lines = http.lines("/chat/000/nobody1/xhr_streaming");

        assertThat(until(lines, "c[3000,\"Go away!\"]", 1)).isEqualTo(1);
    }

    @Test
    void whoBringsNoTokenToXhrPollingIsClosed() {
        StringBuilder told = new StringBuilder();
        while (told.indexOf("c[3000") < 0) {
            told.append(http.post("/chat/000/nobody2/xhr", Map.of(), "").body());
        }

        assertThat(told).contains("4401");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void whoseCableIsPulledIsForgotten(Door door) {
        try (Cable cable = cable(door)) {
            cable.pull();

            besieged.recovered();
        }
    }

    @Test
    void whoseCableIsPulledInAStreamIsForgotten() {
        try (Cable cable = Cable.to(besieged.node.port())) {
            cable.send("POST /chat/000/pulled1/xhr_streaming HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
                    + "Authorization: Bearer " + ChatNode.token("ada") + "\r\n\r\n");
            assertThat(cable.hears("authenticated")).isTrue();
            http.post("/chat/000/pulled1/xhr_send", Map.of(), Http.sockJs("join", LOBBY));
            assertThat(cable.hears("joined")).isTrue();

            cable.pull();

            besieged.recovered();
        }
    }

    @Test
    void whoseCableIsPulledInAPollIsForgotten() {
        http.post("/chat/000/pulled2/xhr", ADA, "");
        http.post("/chat/000/pulled2/xhr_send", Map.of(), Http.sockJs("join", LOBBY));
        Awaitility.await()
                .until(() ->
                        http.post("/chat/000/pulled2/xhr", Map.of(), "").body().contains("joined"));
        try (Cable cable = Cable.to(besieged.node.port())) {
            cable.send("POST /chat/000/pulled2/xhr HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");

            cable.pull();

            besieged.recovered();
        }
    }
}

package dev.verbatim.chat;

import static dev.verbatim.chat.RawSocket.CONTINUATION;
import static dev.verbatim.chat.RawSocket.PING;
import static dev.verbatim.chat.RawSocket.PONG;
import static dev.verbatim.chat.RawSocket.TEXT;
import static dev.verbatim.chat.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.HostileFramesTest.Door;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.contract.AcceptMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames without end, each of them in order: first an error that says when to come back, then 4429, and memory stays what it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodTest {
    private static final int PER_SECOND = 50;
    private static final int MILLION = 1_000_000;
    private static final int AT_ONCE = 10_000;
    private static final byte[] NOTHING = {};

    private Besieged besieged;

    @BeforeAll
    void start() {
        ChatSettings of = ChatNode.CHAT;
        ChatSettings settings = new ChatSettings(
                1,
                of.maxFrameBytes(),
                of.maxTextChars(),
                of.maxDepth(),
                PER_SECOND,
                of.viewerSoftBytes(),
                of.viewerHardBytes(),
                of.roomsPerConnection(),
                of.requestTimeoutMs(),
                of.revCheckMs(),
                of.pingMs());
        besieged = Besieged.start(settings, ChatNode.LIMITS);
    }

    @AfterEach
    void nothingIsLeft() {
        besieged.recovered();
        assertThat(besieged.node.storage.asked(AcceptMessage.class)).isZero();
    }

    @AfterAll
    void stop() {
        besieged.close();
    }

    private RawSocket open(Door door) {
        return open(door, "eve");
    }

    /** Who floods for longer than the server goes on listening afterwards is reset: what it was told is in the kernel already. */
    private RawSocket openWithRoom(Door door) {
        RawSocket socket = RawSocket.upgradedWithRoom(besieged.node, door.path, "eve");
        socket.next("authenticated");
        return socket;
    }

    private RawSocket open(Door door, String userId) {
        RawSocket socket = RawSocket.upgraded(besieged.node, door.path, userId);
        socket.next("authenticated");
        return socket;
    }

    /** Sends up to a million of a frame, as fast as they are taken, and reads nothing meanwhile; how many went out. */
    private static int pour(RawSocket socket, byte[] frame) {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < AT_ONCE; i++) {
            many.writeBytes(frame);
        }
        int sent = 0;
        while (sent < MILLION && socket.offer(many.toByteArray())) {
            sent += AT_ONCE;
        }
        return sent;
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void wholeFramesAreWarnedOfAndThenClosed(Door door) {
        byte[] ping = frame(TEXT, door.wrap("{\"event\":\"ping\"}"));
        try (RawSocket eve = openWithRoom(door)) {
            for (int i = 0; i < AT_ONCE; i++) {
                eve.offer(ping);
            }

            JsonObject warning = eve.next("error").getJsonObject("data");
            assertThat(warning.getString("code")).isEqualTo("rate_limited");
            assertThat(warning.getLong("retryAfterMs")).isPositive();
            assertThat(eve.closeCode()).isEqualTo(4429);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aMillionTinyFramesOfNobodyWhoReads(Door door) {
        try (RawSocket eve = open(door)) {
            assertThat(pour(eve, frame(TEXT, door.wrap("")))).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void pingsBeyondTheRateAreNotAnswered(Door door) {
        byte[] largest = new byte[125];
        try (RawSocket eve = openWithRoom(door)) {
            long from = System.nanoTime();
            pour(eve, frame(PING, largest));

            int pongs = 0;
            RawSocket.Frame frame = eve.next();
            for (; frame.opcode() == PONG; frame = eve.next()) {
                pongs++;
            }

            assertThat(frame.opcode()).isEqualTo(RawSocket.CLOSE);
            // A full bucket, as much again before it is a flood, and what came into it meanwhile.
            long passedMs = Duration.ofNanos(System.nanoTime() - from).toMillis() + 1;
            assertThat((long) pongs).isBetween(2L * PER_SECOND, 4 * PER_SECOND + passedMs * PER_SECOND / 1_000);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void endlessPartsOfAMessageAreAFlood(Door door) {
        for (byte[] part : List.of(NOTHING, new byte[] {' '})) {
            try (RawSocket eve = open(door)) {
                eve.send(frame(TEXT, true, NOTHING));
                pour(eve, frame(CONTINUATION, true, part));

                assertThat(eve.closeCode()).isEqualTo(4429);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void endlessLargePartsAreTooLarge(Door door) {
        try (RawSocket eve = open(door)) {
            eve.send(frame(TEXT, true, NOTHING));
            for (int i = 0; i < 1000 && eve.offer(frame(CONTINUATION, true, new byte[60_000])); i++) {
                assertThat(i).isNotNegative();
            }

            assertThat(eve.closeCode()).isEqualTo(1009);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void unaskedPongsAreAFloodToo(Door door) {
        try (RawSocket eve = open(door)) {
            pour(eve, frame(PONG, "x"));

            assertThat(eve.closeCode()).isEqualTo(4429);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void whoFloodsInsteadOfClosingIsCutOff(Door door) {
        // A token that was taken back is no good for those who come in the same second.
        try (RawSocket eve = open(door, "leaver-" + door)) {
            eve.send(frame(TEXT, door.wrap("{\"event\":\"logout\"}")));
            assertThat(eve.closeCode()).isEqualTo(4401);

            assertThat(pour(eve, frame(PING, new byte[125]))).isLessThan(MILLION);
        }
    }

    @Test
    void manyTextsInOneSockJsMessageAreManyFrames() {
        String texts =
                new JsonArray(IntStream.range(0, 20_000).mapToObj(i -> "").toList()).encode();
        try (RawSocket eve = open(Door.SOCKJS)) {
            eve.send(frame(TEXT, texts));

            assertThat(eve.next("error").getJsonObject("data").getString("code"))
                    .isEqualTo("bad_frame");
            assertThat(eve.next("notice").getJsonObject("data").getInteger("closeCode"))
                    .isEqualTo(4429);
            assertThat(eve.closeCode()).isEqualTo(4429);
        }
    }

    @Test
    void manyTextsInOneRequestAreManyFrames() {
        Http http = Http.of(besieged.node);
        String texts =
                new JsonArray(IntStream.range(0, 20_000).mapToObj(i -> "").toList()).encode();
        http.post("/chat/000/flood/xhr", Map.of("Authorization", "Bearer " + ChatNode.token("eve")), "");

        assertThat(http.post("/chat/000/flood/xhr_send", Map.of(), texts).status())
                .isEqualTo(204);
        String told = http.post("/chat/000/flood/xhr", Map.of(), "").body();

        assertThat(told).contains("rate_limited", "4429");
    }

    /** Parts and pings of a client in order are far below. */
    @ParameterizedTest
    @EnumSource(Door.class)
    void whatIsWithinTheRateStays(Door door) {
        try (RawSocket ada = open(door)) {
            for (int i = 0; i < 2 * PER_SECOND; i++) {
                ada.send(frame(PING, "p" + i));
                assertThat(ada.next().text()).isEqualTo("p" + i);
            }
            ada.send(frame(TEXT, door.wrap("{\"event\":\"ping\",\"ref\":1}")));

            assertThat(ada.next("pong").getInteger("ref")).isEqualTo(1);
        }
    }
}

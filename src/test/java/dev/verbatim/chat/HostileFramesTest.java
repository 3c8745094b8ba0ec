package dev.verbatim.chat;

import static dev.verbatim.chat.RawSocket.BINARY;
import static dev.verbatim.chat.RawSocket.CLOSE;
import static dev.verbatim.chat.RawSocket.CONTINUATION;
import static dev.verbatim.chat.RawSocket.FIN;
import static dev.verbatim.chat.RawSocket.PING;
import static dev.verbatim.chat.RawSocket.PONG;
import static dev.verbatim.chat.RawSocket.TEXT;
import static dev.verbatim.chat.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AcceptMessage;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that no client with manners would send, at both WebSocket doors: a close code that says why, and nothing else happens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileFramesTest {
    private static final int DELIVERED = 2 * 65_536;
    private static final byte[] NOTHING = {};

    /** The two kinds of WebSocket. */
    enum Door {
        PLAIN("/chat/websocket"),
        SOCKJS("/chat/000/hostile/websocket");

        final String path;

        Door(String path) {
            this.path = path;
        }

        /** A client's frame as this door wants it. */
        String wrap(String text) {
            return this == PLAIN
                    ? text
                    : new io.vertx.core.json.JsonArray().add(text).encode();
        }
    }

    private Besieged besieged;

    @BeforeAll
    void start() {
        besieged = Besieged.start();
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
        RawSocket socket = RawSocket.upgraded(besieged.node, door.path, "eve");
        socket.next("authenticated");
        return socket;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] filled(int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 'x');
        return payload;
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of("reserved bit 1", frame(FIN | 0x40 | TEXT, true, filled(3)), 1002),
                Arguments.of("reserved bit 2", frame(FIN | 0x20 | TEXT, true, filled(3)), 1002),
                Arguments.of("reserved bit 3", frame(FIN | 0x10 | TEXT, true, filled(3)), 1002),
                Arguments.of("reserved bits of a ping", frame(FIN | 0x70 | PING, true, NOTHING), 1002),
                Arguments.of("opcode 3", frame(FIN | 3, true, filled(3)), 1002),
                Arguments.of("opcode 7", frame(FIN | 7, true, NOTHING), 1002),
                Arguments.of("opcode 11", frame(FIN | 11, true, NOTHING), 1002),
                Arguments.of("opcode 15", frame(FIN | 15, true, NOTHING), 1002),
                Arguments.of("unmasked text", frame(FIN | TEXT, false, filled(3)), 1002),
                Arguments.of("unmasked empty text", frame(FIN | TEXT, false, NOTHING), 1002),
                Arguments.of("unmasked ping", frame(FIN | PING, false, NOTHING), 1002),
                Arguments.of("unmasked close", frame(FIN | CLOSE, false, bytes("03e8")), 1002),
                Arguments.of("a ping in parts", frame(PING, true, filled(3)), 1002),
                Arguments.of("a ping of 126 bytes", frame(PING, filled(126)), 1002),
                Arguments.of("a close of 126 bytes", frame(CLOSE, filled(126)), 1002),
                Arguments.of("the rest of nothing", frame(CONTINUATION, filled(3)), 1002),
                Arguments.of("a text within a text", two(frame(TEXT, true, filled(3)), frame(TEXT, filled(3))), 1002),
                Arguments.of("64 MB announced", bytes("81ff" + "0000000004000000" + "00000000"), 1009),
                Arguments.of("2^63 - 1 announced", bytes("81ff" + "7fffffffffffffff" + "00000000"), 1009),
                Arguments.of("a negative length", bytes("81ff" + "ffffffffffffffff" + "00000000"), 1002),
                Arguments.of("one frame too large", frame(TEXT, filled(DELIVERED + 1)), 1009),
                Arguments.of(
                        "a message too large",
                        two(frame(TEXT, true, filled(DELIVERED)), frame(CONTINUATION, filled(1))),
                        1009),
                Arguments.of("a binary message too large", frame(BINARY, filled(DELIVERED + 1)), 1009));
    }

    private static byte[] two(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void aViolationIsToldItsCode(String what, byte[] bytes, int code) {
        for (Door door : Door.values()) {
            try (RawSocket eve = open(door)) {
                eve.offer(bytes);

                assertThat(eve.closeCode()).as("%s %s", door, what).isEqualTo(code);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void whoStaysAfterAViolationIsCutOff(Door door) {
        try (RawSocket eve = open(door)) {
            eve.send(frame(FIN | TEXT, false, filled(3)));
            eve.offer(new byte[1 << 20]);

            assertThat(eve.closeCode()).isEqualTo(1002);
            assertThat(eve.isEnded()).isTrue();
        }
    }

    static Stream<Arguments> closes() {
        return Stream.of(
                Arguments.of("", 1000),
                Arguments.of("03e8", 1000),
                Arguments.of("03e8" + HexFormat.of().formatHex("bye".getBytes(StandardCharsets.UTF_8)), 1000),
                Arguments.of("0bb8", 3000),
                Arguments.of("1387", 4999),
                Arguments.of("03", 1002),
                Arguments.of("0000", 1002),
                Arguments.of("03e7", 1002),
                Arguments.of("03ec", 1002),
                Arguments.of("03ed", 1002),
                Arguments.of("03ee", 1002),
                Arguments.of("03f8", 1002),
                Arguments.of("0bb7", 1002),
                Arguments.of("03e8" + "ff", 1007),
                Arguments.of("03e8" + "eda080", 1007));
    }

    @ParameterizedTest
    @MethodSource("closes")
    void aCloseIsAnsweredInKindOrRefused(String body, int code) {
        for (Door door : Door.values()) {
            try (RawSocket eve = open(door)) {
                eve.send(frame(CLOSE, bytes(body)));

                int answered = eve.closeCode();

                assertThat(answered == 1005 ? 1000 : answered).as("%s", door).isEqualTo(code);
            }
        }
    }

    /** Overlong forms, halves of surrogate pairs, beyond U+10FFFF, cut off, no lead byte. */
    static Stream<String> noUtf8() {
        return Stream.of("c328", "c0af", "eda080", "edb080", "f4908080", "f8888080", "e282", "80", "ff", "22c3");
    }

    @ParameterizedTest
    @MethodSource("noUtf8")
    void aTextThatIsNotUtf8Closes1007(String hex) {
        byte[] bytes = bytes(hex);
        for (Door door : Door.values()) {
            try (RawSocket eve = open(door)) {
                eve.send(frame(TEXT, bytes));
                assertThat(eve.closeCode()).isEqualTo(1007);
            }
            try (RawSocket eve = open(door)) {
                eve.send(frame(TEXT, true, Arrays.copyOf(bytes, 1)));
                eve.send(frame(CONTINUATION, Arrays.copyOfRange(bytes, 1, bytes.length)));
                assertThat(eve.closeCode()).isEqualTo(1007);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void compressionIsNotAgreedToAndABombIsNotUnpacked(Door door) {
        try (RawSocket eve = RawSocket.connect(besieged.node.port())) {
            String head = eve.ask(RawSocket.handshake(
                    door.path,
                    List.of(
                            "Authorization: Bearer " + ChatNode.token("eve"),
                            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, deflate-frame, "
                                    + "permessage-bzip2")));
            assertThat(head).startsWith("HTTP/1.1 101 ").doesNotContainIgnoringCase("Extensions");

            eve.send(frame(FIN | 0x40 | TEXT, true, bomb()));

            assertThat(eve.closeCode()).isEqualTo(1002);
        }
    }

    /** 100 KB that were 100 MB. */
    private static byte[] bomb() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out =
                new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_COMPRESSION, true))) {
            byte[] megabyte = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                out.write(megabyte);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aMessageMayComeInPartsWithPingsBetween(Door door) {
        byte[] whole = door.wrap("{\"event\":\"ping\",\"ref\":\"é😀\"}").getBytes(StandardCharsets.UTF_8);
        try (RawSocket eve = open(door)) {
            eve.send(frame(TEXT, true, NOTHING));
            for (byte part : whole) {
                eve.send(frame(CONTINUATION, true, new byte[] {part}));
            }
            eve.send(frame(PING, "here?"));
            eve.send(frame(PONG, "unasked"));
            eve.send(frame(CONTINUATION, NOTHING));

            RawSocket.Frame pong = eve.next();
            assertThat(pong.opcode()).isEqualTo(PONG);
            assertThat(pong.text()).isEqualTo("here?");
            assertThat(eve.next("pong").getString("ref")).isEqualTo("é😀");
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void upToTwiceTheLimitIsRefusedWithAnErrorAndTheConnectionStays(Door door) {
        byte[] whole = filled(DELIVERED);
        byte[] head = "[\"".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy("\"]".getBytes(StandardCharsets.UTF_8), 0, whole, whole.length - 2, 2);
        try (RawSocket eve = open(door)) {
            eve.send(frame(TEXT, whole));
            JsonObject refused = eve.next("error").getJsonObject("data");

            eve.send(frame(TEXT, door.wrap("{\"event\":\"ping\",\"ref\":7}")));

            assertThat(refused.getString("code")).isIn("too_large", "bad_frame");
            assertThat(eve.next("pong").getInteger("ref")).isEqualTo(7);
        }
    }

    @Test
    void whatIsNoArrayOfStringsIsNoSockJs() {
        for (String sent : List.of(
                "{}",
                "[1]",
                "[\"a\",null,\"b\"]",
                "[\"a\",[\"b\"],\"c\"]",
                "null",
                "[\"a\"",
                "[\"a\"]]",
                "[".repeat(100_000))) {
            try (RawSocket eve = open(Door.SOCKJS)) {
                eve.send(frame(TEXT, sent));

                assertThat(eve.closeCode())
                        .as(sent.substring(0, Math.min(20, sent.length())))
                        .isEqualTo(1002);
            }
        }
    }

    @Test
    void sockJsTakesNoneOneOrManyTexts() {
        try (RawSocket ada = open(Door.SOCKJS)) {
            ada.send(frame(TEXT, ""));
            ada.send(frame(TEXT, "[]"));
            ada.send(frame(TEXT, "\"{\\\"event\\\":\\\"ping\\\",\\\"ref\\\":1}\""));
            ada.send(frame(
                    TEXT,
                    "[\"{\\\"event\\\":\\\"ping\\\",\\\"ref\\\":2}\",\"{\\\"event\\\":\\\"ping\\\",\\\"ref\\\":3}\"]"));

            assertThat(ada.next("pong").getInteger("ref")).isEqualTo(1);
            assertThat(ada.next("pong").getInteger("ref")).isEqualTo(2);
            assertThat(ada.next("pong").getInteger("ref")).isEqualTo(3);
        }
    }
}

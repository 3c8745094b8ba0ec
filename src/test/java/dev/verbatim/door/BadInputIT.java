package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Jwt;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends, and over whichever door: a typed error or a documented close, and not one row more than before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    /** The close code of the door for a client that is nobody; SockJS ends every session with a code of its own. */
    enum Door {
        PLAIN(4401),
        SOCKJS(3000);

        private final int closeCode;

        Door(int closeCode) {
            this.closeCode = closeCode;
        }

        private ChatClient open(URI address) {
            return this == PLAIN ? ChatClient.connect(address) : ChatClient.connectSockJs(address);
        }
    }

    private Gateway gateway;
    private Rows rows;
    private Map<String, Long> before;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        Map<String, String> environment =
                Map.of("VERBATIM_AUTH_SECRET", Jwt.SECRET, "VERBATIM_CHAT_FRAMES_PER_SECOND", "1000");
        gateway = Gateways.on(database, environment);
        try (ChatClient ada = enter(Door.PLAIN)) {
            ada.join("hall");
        }
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private ChatClient enter(Door door) {
        return door.open(gateway.chatUrl()).authenticate(Jwt.of("ada"));
    }

    @BeforeEach
    void countRows() {
        before = rows.counts();
    }

    @AfterEach
    void nothingWasStored() {
        assertThat(rows.counts()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no json                                                                                  | bad_frame
            {"event":"ping"                                                                          | bad_frame
            "join"                                                                                   | bad_frame
            {"event":"ping"}{"event":"ping"}                                                         | bad_frame
            {"event":null}                                                                           | bad_frame
            {"event":"join","data":[]}                                                               | bad_frame
            {"event":"fly","data":{"roomId":"hall"}}                                                 | unknown_event
            {"event":"auth","data":{}}                                                               | bad_frame
            {"event":"auth","data":{"token":7}}                                                      | bad_frame
            {"event":"join","data":{}}                                                               | bad_frame
            {"event":"join","data":{"roomId":"a b"}}                                                 | bad_frame
            {"event":"join","data":{"roomId":"hall","since":"1"}}                                    | bad_frame
            {"event":"leave","data":{"roomId":null}}                                                 | bad_frame
            {"event":"send","data":{"roomId":"hall"}}                                                | bad_frame
            {"event":"send","data":{"text":"x"}}                                                     | bad_frame
            {"event":"send","data":{"roomId":"hall","text":["x"]}}                                   | bad_frame
            {"event":"send","data":{"roomId":"hall","text":"x","clientId":"a b"}}                    | bad_frame
            {"event":"send","data":{"roomId":"hall","text":"x","reply":1}}                           | bad_frame
            {"event":"send","data":{"roomId":"hall","text":"x","text":"y"}}                          | bad_frame
            {"event":"send","data":{"roomId":"street","text":"x"}}                                   | forbidden
            {"event":"stop","data":{"roomId":"hall"}}                                                | bad_frame
            {"event":"stop","data":{"roomId":"hall","messageId":"7"}}                                | bad_frame
            {"event":"stop","data":{"roomId":"hall","messageId":"00000000-0000-0000-0000-000000000000"}} | not_found
            {"event":"history","data":{"roomId":"hall","limit":5}}                                   | bad_frame
            {"event":"history","data":{"roomId":"hall","before":5,"limit":1.5}}                      | bad_frame
            {"event":"history","data":{"roomId":"street","before":5,"limit":5}}                      | forbidden
            """)
    void aWrongFrameIsATypedErrorAndTheConnectionStays(String frame, String code) {
        for (Door door : Door.values()) {
            try (ChatClient ada = enter(door)) {
                ada.join("hall");

                ada.sendText(frame);

                assertThat(ada.await("error").getString("code")).isEqualTo(code);
                ada.send("ping", new JsonObject());
                ada.await("pong");
            }
        }
    }

    static Stream<String> untakable() {
        return Stream.of(
                "[".repeat(60_000),
                "{\"event\":\"join\",\"data\":" + "{\"a\":".repeat(9_000) + "1" + "}".repeat(9_001),
                "{\"event\":\"join\",\"data\":{\"roomId\":\"hall\",\"rev\":1" + "0".repeat(50_000) + "}}",
                "{\"event\":\"send\",\"data\":{\"roomId\":\"hall\",\"text\":\"" + "x".repeat(40_000) + "\"}}",
                "{\"event\":\"send\",\"data\":{\"roomId\":\"hall\",\"text\":\"" + "가".repeat(30_000) + "\"}}");
    }

    @ParameterizedTest
    @MethodSource("untakable")
    void whatIsTooDeepOrTooLargeIsATypedErrorToo(String frame) {
        try (ChatClient ada = enter(Door.PLAIN)) {
            ada.join("hall");

            ada.sendText(frame);

            assertThat(ada.await("error").getString("code")).isIn("bad_frame", "too_large");
            ada.send("ping", new JsonObject());
            ada.await("pong");
        }
    }

    @Test
    void whatTheTransportCannotDeliverClosesIt() {
        try (ChatClient ada = enter(Door.PLAIN)) {
            ada.join("hall");

            ada.sendText(
                    "{\"event\":\"send\",\"data\":{\"roomId\":\"hall\",\"text\":\"" + "x".repeat(1 << 20) + "\"}}");

            assertThat(ada.awaitClose()).isEqualTo(1009);
        }
    }

    static Stream<Arguments> wrongTokens() {
        JsonObject good = Jwt.claims("ada", Jwt.inMinutes(5));
        JsonObject header = Jwt.header("HS256");
        String valid = Jwt.signed(header, good, Jwt.SECRET);
        String others = Jwt.signed(header, Jwt.claims("eve", Jwt.inMinutes(5)), Jwt.SECRET);
        return Stream.of(
                Arguments.of("no token", "not a token"),
                Arguments.of("expired", Jwt.signed(header, Jwt.claims("ada", Jwt.inMinutes(-5)), Jwt.SECRET)),
                Arguments.of("no expiry", Jwt.signed(header, new JsonObject().put("sub", "ada"), Jwt.SECRET)),
                Arguments.of("not yet", Jwt.signed(header, good.copy().put("nbf", Jwt.inMinutes(3)), Jwt.SECRET)),
                Arguments.of("nobody", Jwt.signed(header, new JsonObject().put("exp", Jwt.inMinutes(5)), Jwt.SECRET)),
                Arguments.of("another key", Jwt.signed(header, good, "x".repeat(40))),
                Arguments.of("no key", Jwt.signed(Jwt.header("none"), good, Jwt.SECRET)),
                Arguments.of("alg none", Jwt.unsigned(Jwt.header("none"), good)),
                Arguments.of("alg NoNe", Jwt.unsigned(Jwt.header("NoNe"), good)),
                Arguments.of("no signature", Jwt.unsigned(header, good)),
                Arguments.of("alg of another family", Jwt.signed(Jwt.header("RS256"), good, Jwt.SECRET)),
                Arguments.of("alg of another length", Jwt.signed(Jwt.header("HS512"), good, Jwt.SECRET)),
                Arguments.of(
                        "key of its own",
                        Jwt.signed(header.copy().put("jku", "http://127.0.0.1:1/"), good, "k".repeat(40))),
                Arguments.of(
                        "forged claims",
                        others.substring(0, others.lastIndexOf('.')) + valid.substring(valid.lastIndexOf('.'))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTokens")
    void aWrongTokenIsTurnedAway(String why, String token) {
        for (Door door : Door.values()) {
            try (ChatClient eve = door.open(gateway.chatUrl())) {
                eve.send("auth", new JsonObject().put("token", token));

                assertThat(eve.await("error").getString("code")).as(why).isEqualTo("unauthenticated");
                assertThat(eve.awaitClose()).isEqualTo(door.closeCode);
                assertThat(eve.frames()).noneMatch(frame -> "authenticated".equals(frame.getString("event")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void nobodyIsHeardBeforeAToken(Door door) {
        for (String event : List.of("join", "send", "history", "stop", "leave", "ping")) {
            try (ChatClient eve = door.open(gateway.chatUrl())) {
                JsonObject data =
                        new JsonObject().put("roomId", "hall").put("text", "x").put("before", 9);
                data.put("limit", 9).put("messageId", UUID.randomUUID().toString());

                eve.send(event, data);

                assertThat(eve.await("error").getString("code")).isEqualTo("unauthenticated");
                assertThat(eve.awaitClose()).isEqualTo(door.closeCode);
            }
        }
    }
}

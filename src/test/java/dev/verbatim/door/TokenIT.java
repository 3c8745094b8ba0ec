package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verbatim.boot.Gateway;
import dev.verbatim.door.TokenDoor.Answer;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Jwt;
import dev.verbatim.testing.LogCapture;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokens, good and bad, through every door that takes one (FAULTS S3): a bad one is the same typed refusal whatever is wrong with it, nobody
 * comes in, nothing is stored or fetched, and neither secret nor token is in any frame or log line.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenIT {
    private static final String REFUSAL = "The token is not good, or not good any more.";
    private static final byte[] KEY = Jwt.SECRET.getBytes(StandardCharsets.UTF_8);
    private static final String GOOD_HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String AUDIENCE = "verbatim-of-the-tests";
    private static final String ISSUER = "https://id.example";
    private static final long LEEWAY_S = 60;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> fetched = new CopyOnWriteArrayList<>();
    private final List<String> brought = new CopyOnWriteArrayList<>();
    private LogCapture log;
    private HttpServer trap;
    private Gateway gateway;
    private Gateway strict;
    private Rows rows;

    @BeforeAll
    void start() {
        trap = vertx.createHttpServer()
                .requestHandler(request -> {
                    fetched.add(request.path());
                    request.response()
                            .end(new JsonObject().put("keys", new JsonArray()).encode());
                })
                .listen(0, "127.0.0.1")
                .await();
        log = LogCapture.open();
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = Gateways.on(database, oneChat(Map.of("VERBATIM_AUTH_SECRET", Jwt.SECRET)));
        strict = Gateways.on(
                TestPostgres.freshDatabase(),
                oneChat(Map.of(
                        "VERBATIM_AUTH_SECRET", Jwt.SECRET,
                        "VERBATIM_AUTH_AUDIENCE", AUDIENCE,
                        "VERBATIM_AUTH_ISSUER", ISSUER)));
    }

    /** The SockJS library may open a session twice whose first two polls meet two event loops at once. */
    private static Map<String, String> oneChat(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("VERBATIM_CHAT_INSTANCES", "1");
        environment.put("VERBATIM_AUTH_LEEWAY_SECONDS", Long.toString(LEEWAY_S));
        return environment;
    }

    @AfterAll
    void stop() {
        strict.close();
        gateway.close();
        log.close();
        trap.close().await();
        vertx.close().await();
        assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(Jwt.SECRET));
        assertThat(brought)
                .isNotEmpty()
                .allSatisfy(token -> assertThat(log.lines()).noneMatch(line -> line.contains(token)));
    }

    private String trapUrl() {
        return "http://127.0.0.1:" + trap.actualPort();
    }

    private void assertRefused(Gateway at, List<TokenDoor> doors, String token) {
        Map<String, Long> before = rows.counts();
        if (token.length() > 40) {
            brought.add(token);
        }
        for (TokenDoor door : doors) {
            Answer answer = door.knock(at.chatUrl(), token);

            assertThat(answer.event()).as("%s %s", door, answer.frame()).isEqualTo("error");
            assertThat(answer.data())
                    .as("%s", door)
                    .isEqualTo(new JsonObject().put("code", "unauthenticated").put("message", REFUSAL));
            assertThat(answer.closeCode()).as("%s", door).isEqualTo(door.closeCode());
        }
        assertThat(rows.counts()).isEqualTo(before);
    }

    private static void assertLetIn(Gateway at, String token, String userId) {
        for (TokenDoor door : TokenDoor.values()) {
            Answer answer = door.knock(at.chatUrl(), token);

            assertThat(answer.event()).as("%s %s", door, answer.frame()).isEqualTo("authenticated");
            assertThat(answer.data().getString("userId")).isEqualTo(userId);
        }
    }

    private static List<TokenDoor> allDoors() {
        return List.of(TokenDoor.values());
    }

    // Forged: everything right but the key.

    Stream<Arguments> forged() {
        return ForgedTokens.all(trapUrl()).entrySet().stream()
                .map(token -> Arguments.of(token.getKey(), token.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forged")
    void anAlgorithmOrAKeyThatIsNotOursIsRefusedAndNeverFetched(String why, String token) {
        assertRefused(gateway, allDoors(), token);

        assertThat(fetched).doesNotContain("/jku", "/x5u");
    }

    @Test
    void theTrapWouldHaveSeenARequest() throws IOException, InterruptedException {
        HttpRequest control =
                HttpRequest.newBuilder(URI.create(trapUrl() + "/control")).build();

        HttpClient.newHttpClient().send(control, BodyHandlers.ofString());

        assertThat(fetched).contains("/control").doesNotContain("/jku", "/x5u");
    }

    /** With our signature it is our token, and what else its header says leads nowhere. */
    @ParameterizedTest
    @ValueSource(strings = {"kid", "jku", "x5u", "x5t", "jwk", "x5c"})
    void headersThatNameAKeyAreNotFollowedWhereTheSignatureIsOurs(String name) {
        Map<String, Object> values = Map.of(
                "kid",
                "../../dev/null' OR 1=1 --",
                "jku",
                trapUrl() + "/jku",
                "x5u",
                trapUrl() + "/x5u",
                "x5t",
                "AAAA",
                "jwk",
                new JsonObject().put("kty", "oct").put("k", Jwt.part(ForgedTokens.evilKey())),
                "x5c",
                new JsonArray().add("AAAA"));
        JsonObject header = Jwt.header("HS256").put(name, values.get(name));

        assertLetIn(gateway, Jwt.signed(header, Jwt.claims("ada", Jwt.inMinutes(5)), Jwt.SECRET), "ada");

        assertThat(fetched).doesNotContain("/jku", "/x5u");
    }

    // Tampered with, or spelled otherwise.

    static Stream<Arguments> misshapen() {
        String good = Jwt.of("ada");
        String[] parts = good.split("\\.");
        String content = parts[0] + "." + parts[1] + ".";
        String eve = Jwt.of("eve").split("\\.")[1];
        Map<String, String> all = new LinkedHashMap<>();
        all.put("first character of the signature", content + other(parts[2].charAt(0)) + parts[2].substring(1));
        all.put("unused bits of the signature", content + parts[2].substring(0, 42) + next(parts[2].charAt(42)));
        all.put("signature cut", good.substring(0, good.length() - 2));
        all.put("signature longer", good + "AA");
        all.put("signature of another", content + Jwt.of("eve").split("\\.")[2]);
        all.put("signature padded", good + "=");
        all.put("claims of another", parts[0] + "." + eve + "." + parts[2]);
        all.put("header of another", Jwt.part("{\"alg\":\"HS256\"}") + "." + parts[1] + "." + parts[2]);
        all.put("dot at the end", good + ".");
        all.put("dots at the end", good + "...");
        all.put("dot before", "." + good);
        all.put("four parts", good + ".AAAA");
        all.put("five parts", good + ".AAAA.AAAA");
        all.put("header alone", parts[0]);
        all.put("claims padded", parts[0] + "." + parts[1] + "==." + parts[2]);
        all.put("garbage", "not a token");
        all.put("dots", "..");
        all.put("letters", "a.b.c");
        all.put("json", "{\"sub\":\"ada\"}");
        all.put("nested", Jwt.signed(Jwt.header("HS256").put("cty", "JWT").encode(), good, KEY));
        all.put("claims a list", Jwt.signed(GOOD_HEADER, "[]", KEY));
        all.put("claims a text", Jwt.signed(GOOD_HEADER, "\"ada\"", KEY));
        all.put("claims null", Jwt.signed(GOOD_HEADER, "null", KEY));
        all.put("header a list", Jwt.signed("[\"HS256\"]", claims("\"sub\":\"ada\""), KEY));
        all.put("header no json", Jwt.signed("HS256", claims("\"sub\":\"ada\""), KEY));
        all.put("claims with a tail", Jwt.signed(GOOD_HEADER, claims("\"sub\":\"ada\"") + "{}", KEY));
        all.put(
                "claims too deep",
                Jwt.signed(GOOD_HEADER, claims("\"sub\":\"ada\",\"x\":" + "[".repeat(500) + "]".repeat(500)), KEY));
        all.put("sub twice", Jwt.signed(GOOD_HEADER, claims("\"sub\":\"eve\",\"sub\":\"ada\""), KEY));
        all.put("exp twice", Jwt.signed(GOOD_HEADER, claims("\"sub\":\"ada\",\"exp\":1"), KEY));
        all.put("alg twice", Jwt.signed("{\"alg\":\"none\",\"alg\":\"HS256\"}", claims("\"sub\":\"ada\""), KEY));
        all.put("typ of another kind", typed("\"logout+jwt\""));
        all.put("typ a number", typed("7"));
        all.put("crit", Jwt.signed("{\"alg\":\"HS256\",\"crit\":[\"exp\"]}", claims("\"sub\":\"ada\""), KEY));
        all.put(
                "crit b64",
                Jwt.signed("{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}", claims("\"sub\":\"ada\""), KEY));
        return all.entrySet().stream().map(token -> Arguments.of(token.getKey(), token.getValue()));
    }

    private static String typed(String type) {
        return Jwt.signed("{\"alg\":\"HS256\",\"typ\":" + type + "}", claims("\"sub\":\"ada\""), KEY);
    }

    private static char other(char c) {
        return c == 'A' ? 'B' : 'A';
    }

    /** Another letter for the same bits: the last two of the last character of 32 bytes are not used. */
    private static char next(char last) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return alphabet.charAt(alphabet.indexOf(last) + 1);
    }

    /** Claims as text, with an expiry in five minutes. */
    private static String claims(String more) {
        return "{\"exp\":" + Jwt.inMinutes(5) + "," + more + "}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misshapen")
    void whatIsNotExactlyTheTokenThatWasSignedIsRefused(String why, String token) {
        assertRefused(gateway, allDoors(), token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u0000", "\ud83d\ude00.\ud83d\ude00.\ud83d\ude00", "\n", "null"})
    void whatNoHeaderCanHoldIsRefusedInAFrame(String token) {
        assertRefused(gateway, TokenDoor.FRAMES, token);
    }

    @Test
    void spaceAroundATokenIsNoPartOfIt() {
        assertRefused(gateway, TokenDoor.FRAMES, ' ' + Jwt.of("ada"));
        assertRefused(gateway, TokenDoor.FRAMES, Jwt.of("ada") + '\n');
    }

    // Signed by us, but not for this time, this place or this form of a bearer.

    static Stream<Arguments> unfit() {
        String ada = "\"sub\":\"ada\"";
        List<String> all = new ArrayList<>();
        for (String exp :
                List.of("null", "\"soon\"", "\"9999999999\"", "{}", "[9999999999]", "true", "0", "-1", "1e400")) {
            all.add("{\"exp\":" + exp + "," + ada + "}");
        }
        for (String exp : List.of("1e30", "9223372036854775807", "99999999999999999999999999", "253402300800")) {
            all.add("{\"exp\":" + exp + "," + ada + "}");
        }
        all.add("{" + ada + "}");
        all.add("{\"exp\":" + Jwt.inMinutes(-5) + "," + ada + "}");
        all.add("{\"exp\":" + (Jwt.inMinutes(0) - LEEWAY_S - 5) + "," + ada + "}");
        for (String nbf : List.of(Long.toString(Jwt.inMinutes(3)), "\"later\"", "{}", "9223372036854775807")) {
            all.add(claims(ada + ",\"nbf\":" + nbf));
        }
        for (String iat : List.of(Long.toString(Jwt.inMinutes(3)), "\"later\"")) {
            all.add(claims(ada + ",\"iat\":" + iat));
        }
        for (String audience : List.of("\"another\"", "[\"another\"]", "[]", "\"\"", "null", "7")) {
            all.add(claims(ada + ",\"aud\":" + audience));
        }
        for (String sub :
                List.of("null", "\"\"", "\" \"", "7", "{}", "[\"ada\"]", "true", "\"" + "x".repeat(129) + "\"")) {
            all.add(claims("\"sub\":" + sub));
        }
        for (String odd : List.of(
                "a\\u0000",
                "a\\nb",
                "a\\tb",
                "\\u007f",
                "\\ud800",
                "\\udc00a",
                "a\\u202eb",
                "a\\u200b",
                "\\ufeffa",
                "a\\u2028")) {
            all.add(claims("\"sub\":\"" + odd + "\""));
        }
        all.add(claims("\"sub\":\" ada\""));
        all.add(claims("\"sub\":\"ada \""));
        all.add(claims("\"name\":\"Ada\""));
        for (String name : List.of(
                "7", "null", "\"\"", "\"a\\u0000\"", "\"a\\nb\"", "\"\\ud83d\"", "\"" + "x".repeat(129) + "\"")) {
            all.add(claims(ada + ",\"name\":" + name));
        }
        for (String tenant :
                List.of("7", "null", "\"\"", "\"a/b\"", "\"..\\u002fmain\"", "\"" + "x".repeat(65) + "\"")) {
            all.add(claims(ada + ",\"tenant\":" + tenant));
        }
        return all.stream().map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void whatIsNotForNowOrNotForUsOrNobodysIsRefused(String claims) {
        assertRefused(gateway, allDoors(), Jwt.signed(GOOD_HEADER, claims, KEY));
    }

    static Stream<Arguments> fit() {
        String ada = "\"sub\":\"ada\"";
        return Stream.of(
                Arguments.of(GOOD_HEADER, claims(ada), "ada"),
                Arguments.of("{\"alg\":\"HS256\"}", claims(ada), "ada"),
                Arguments.of("{\"alg\":\"HS256\",\"typ\":\"jwt\"}", claims(ada), "ada"),
                Arguments.of(GOOD_HEADER, "{\"exp\":" + (Jwt.inMinutes(0) - 2) + "," + ada + "}", "ada"),
                Arguments.of(GOOD_HEADER, "{\"exp\":" + Jwt.inMinutes(5) + ".25," + ada + "}", "ada"),
                Arguments.of(GOOD_HEADER, "{\"exp\":253402300799," + ada + "}", "ada"),
                Arguments.of(GOOD_HEADER, claims(ada + ",\"nbf\":" + (Jwt.inMinutes(0) + LEEWAY_S / 2)), "ada"),
                Arguments.of(GOOD_HEADER, claims(ada + ",\"iss\":\"anybody\",\"roles\":[\"x\"]"), "ada"),
                Arguments.of(GOOD_HEADER, claims("\"sub\":\"auth0|5f7c-A_b.c@d\""), "auth0|5f7c-A_b.c@d"),
                Arguments.of(GOOD_HEADER, claims("\"sub\":\"\uae40 \ubbfc\uc218\""), "\uae40 \ubbfc\uc218"),
                Arguments.of(GOOD_HEADER, claims("\"sub\":\"'; drop table members; --\""), "'; drop table members; --"),
                Arguments.of(
                        GOOD_HEADER,
                        claims("\"sub\":\"\\ud83d\\ude00\",\"name\":\"\\ud83d\\udc69\\u200d\\ud83d\\udcbb\""),
                        "\ud83d\ude00"));
    }

    @ParameterizedTest
    @MethodSource("fit")
    void aGoodTokenLetsItsBearerIn(String header, String claims, String userId) {
        assertLetIn(gateway, Jwt.signed(header, claims, KEY), userId);
    }

    // Where an audience and an issuer are named.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"aud\":\"verbatim-of-the-tests\"",
                "\"iss\":\"https://id.example\"",
                "\"aud\":\"verbatim-of-the-test\",\"iss\":\"https://id.example\"",
                "\"aud\":\"VERBATIM-of-the-tests\",\"iss\":\"https://id.example\"",
                "\"aud\":\"verbatim-of-the-tests another\",\"iss\":\"https://id.example\"",
                "\"aud\":[\"another\"],\"iss\":\"https://id.example\"",
                "\"aud\":[[\"verbatim-of-the-tests\"]],\"iss\":\"https://id.example\"",
                "\"aud\":{\"verbatim-of-the-tests\":1},\"iss\":\"https://id.example\"",
                "\"aud\":null,\"iss\":\"https://id.example\"",
                "\"aud\":\"verbatim-of-the-tests\",\"iss\":\"https://id.example/\"",
                "\"aud\":\"verbatim-of-the-tests\",\"iss\":\"https://ID.example\"",
                "\"aud\":\"verbatim-of-the-tests\",\"iss\":\"https://id.example.evil\"",
                "\"aud\":\"verbatim-of-the-tests\",\"iss\":[\"https://id.example\"]",
                "\"aud\":\"verbatim-of-the-tests\",\"iss\":null"
            })
    void aTokenForSomebodyElseOrBySomebodyElseIsRefused(String more) {
        String claims = claims("\"sub\":\"ada\"" + (more.isEmpty() ? "" : "," + more));

        assertRefused(strict, allDoors(), Jwt.signed(GOOD_HEADER, claims, KEY));
    }

    @Test
    void aTokenForUsByTheRightIssuerLetsIn() {
        String issued = "\"sub\":\"ada\",\"iss\":\"" + ISSUER + "\",\"aud\":";

        assertLetIn(strict, Jwt.signed(GOOD_HEADER, claims(issued + '"' + AUDIENCE + '"'), KEY), "ada");
        assertLetIn(strict, Jwt.signed(GOOD_HEADER, claims(issued + "[\"another\",\"" + AUDIENCE + "\"]"), KEY), "ada");
    }

    @Test
    void ourOwnGuestsComeInWhereAnAudienceIsNamed() {
        String token = ChatClient.guestToken(strict.chatUrl());

        Answer answer = TokenDoor.PLAIN_FRAME.knock(strict.chatUrl(), token);

        assertThat(answer.event()).isEqualTo("authenticated");
        assertRefused(gateway, allDoors(), token);
    }

    // Other ways to be wrong.

    @ParameterizedTest
    @EnumSource(TokenDoor.class)
    void aTokenOfSixteenKilobytesIsRefused(TokenDoor door) {
        String token = Jwt.signed(GOOD_HEADER, claims("\"sub\":\"ada\",\"x\":\"" + "x".repeat(12 << 10) + "\""), KEY);
        assertThat(token).hasSizeGreaterThan(16 << 10);

        if (TokenDoor.FRAMES.contains(door)) {
            assertThat(door.knock(gateway.chatUrl(), token).data().getString("code"))
                    .isEqualTo("bad_frame");
        } else {
            assertThat(catchThrowable(() -> door.knock(gateway.chatUrl(), token)))
                    .isNotNull();
        }
    }

    /** Above what a token may have, and below what a request's head may. */
    @Test
    void aTokenAboveTheLimitIsRefusedInAHandshakeToo() {
        String token = Jwt.signed(GOOD_HEADER, claims("\"sub\":\"ada\",\"x\":\"" + "x".repeat(4 << 10) + "\""), KEY);

        assertRefused(gateway, TokenDoor.HEADERS, token);
    }

    @Test
    void aHeadAboveItsLimitIsRefusedBeforeAnybodyLooksAtIt() {
        Throwable refusal = catchThrowable(() ->
                ChatClient.connect(gateway.chatUrl(), Map.of("Authorization", "Bearer " + "x".repeat(17 << 10))));

        assertThat(refusal)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
        assertThat(((WebSocketHandshakeException) refusal.getCause())
                        .getResponse()
                        .statusCode())
                .isEqualTo(431);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "true", "[]", "{}", "null", "[\"x\"]", "1e400"})
    void aTokenThatIsNoTextIsABadFrame(String token) {
        try (ChatClient ada = ChatClient.connect(gateway.chatUrl())) {
            ada.sendText("{\"event\":\"auth\",\"data\":{\"token\":" + token + "}}");

            assertThat(ada.await("error").getString("code")).isEqualTo("bad_frame");
            ada.authenticate(Jwt.of("ada"));
        }
    }

    /** A bearer's token renewed on an open connection is looked at as closely as the first one. */
    @Test
    void aForgedRenewalEndsTheConnection() {
        try (ChatClient ada = ChatClient.connect(gateway.chatUrl()).authenticate(Jwt.of("ada"))) {
            ada.join("renewed");

            ada.send(
                    "auth",
                    new JsonObject()
                            .put("token", Jwt.unsigned(Jwt.header("none"), Jwt.claims("ada", Jwt.inMinutes(5)))));

            assertThat(ada.await("error").getString("code")).isEqualTo("unauthenticated");
            assertThat(ada.awaitClose()).isEqualTo(4401);
        }
    }
}

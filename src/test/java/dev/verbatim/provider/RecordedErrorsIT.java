package dev.verbatim.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.RecordedStreams;
import dev.verbatim.llm.provider.RecordedStreams.RecordedError;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.ReplayProvider;
import dev.verbatim.testing.ReplayProvider.Response;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The errors that providers really answered with go the whole way: HTTP, web client, bus, a viewer at SockJS, and Postgres. The recorded
 * bodies where they lie beside the repository, and a few of our own in any case.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedErrorsIT {
    /** As one recorded body echoes it. */
    private static final String KEY = "invalid-key";

    private static final int LONGEST_REASON = 300;
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    private record House(Gateway gateway, Rows rows, ChatClient viewer) {}

    private final Vertx vertx = Vertx.vertx();
    private final Map<Wire, House> houses = new EnumMap<>(Wire.class);
    private final AtomicInteger count = new AtomicInteger();
    private ReplayProvider provider;

    @BeforeAll
    void start() {
        provider = ReplayProvider.start(vertx).await();
        for (Wire wire : Wire.values()) {
            String database = TestPostgres.freshDatabase();
            Gateway gateway = wire.gateway(database, provider.baseUrl(), lenient(wire));
            ChatClient viewer = ChatClient.connectSockJs(gateway.chatUrl());
            viewer.authenticate(ChatClient.guestToken(gateway.chatUrl()));
            houses.put(wire, new House(gateway, Rows.of(database), viewer));
        }
    }

    /** No breaker, and a refused key is soon tried again. */
    private static Map<String, String> lenient(Wire wire) {
        return Map.of(
                wire.name() + "_API_KEY",
                KEY,
                "VERBATIM_LLM_BREAKER_FAILURES",
                "1000",
                "VERBATIM_LLM_BREAKER_REST_MS",
                "10");
    }

    @BeforeEach
    void whatTheLastTestDidToTheKeyIsForgotten() {
        KeyRest.letPass();
    }

    @AfterAll
    void stop() {
        houses.values().forEach(house -> {
            house.viewer().close();
            house.gateway().close();
        });
        provider.close();
        vertx.close().await();
    }

    static boolean present() {
        return RecordedStreams.present();
    }

    @Test
    @EnabledIf(value = "present", disabledReason = "the recorded streams are not beside this repository")
    void everyRecordedErrorIsThere() throws IOException {
        Map<FailureCode, Long> codes = RecordedStreams.errors().stream()
                .collect(Collectors.groupingBy(RecordedError::means, Collectors.counting()));

        assertThat(codes)
                .isEqualTo(Map.of(
                        FailureCode.INVALID_REQUEST, 50L,
                        FailureCode.PROVIDER_AUTH, 14L,
                        FailureCode.CONTEXT_TOO_LONG, 4L,
                        FailureCode.PROVIDER_UNAVAILABLE, 4L,
                        FailureCode.PROVIDER_RATE_LIMITED, 2L));
    }

    static Stream<Arguments> errors() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (RecordedError error : RecordedStreams.errors()) {
            Wire wire = error.name().contains("/anthropic/") ? Wire.ANTHROPIC : Wire.OPENAI;
            all.add(Arguments.of(error, wire, error.means(), 0));
        }
        for (Wire wire : Wire.values()) {
            all.add(Arguments.of(own(401, JSON, "Incorrect: " + KEY), wire, FailureCode.PROVIDER_AUTH, 0));
            all.add(Arguments.of(
                    own(
                            400,
                            JSON,
                            "See https://user:" + KEY + "@api.example/v1?key=" + KEY + "&x=1 with Bearer " + KEY),
                    wire,
                    FailureCode.INVALID_REQUEST,
                    0));
            all.add(Arguments.of(own(400, JSON, "long " + KEY.repeat(500)), wire, FailureCode.INVALID_REQUEST, 0));
            all.add(Arguments.of(own(429, later(), "Slow down"), wire, FailureCode.PROVIDER_RATE_LIMITED, 2_000));
            all.add(Arguments.of(own(200, JSON, "Not now"), wire, FailureCode.BAD_RESPONSE, 0));
            all.add(Arguments.of(page(), wire, FailureCode.PROVIDER_UNAVAILABLE, 0));
        }
        return all.stream();
    }

    private static RecordedError own(int status, Map<String, String> headers, String message) {
        JsonObject error =
                new JsonObject().put("message", message + "\r\n\u0000 \u202e.").put("key", KEY);
        return new RecordedError(
                "own",
                status,
                headers,
                new JsonObject().put("error", error).encode().getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> later() {
        return Map.of("content-type", "application/json", "retry-after", "2");
    }

    private static RecordedError page() {
        String body = "<html><title>Bad gateway</title>" + KEY + "</html>";
        return new RecordedError(
                "own page", 502, Map.of("content-type", "text/html"), body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("errors")
    void endsWithItsCodeAndNeverWithTheKey(RecordedError error, Wire wire, FailureCode code, int retryAfterMs) {
        House house = houses.get(wire);
        String name = "e-" + count.incrementAndGet();
        List<Buffer> body = List.of(Buffer.buffer(error.body()));
        provider.prepare(name, new Response(error.status(), error.headers(), body, 0));
        house.viewer().join(name);

        String reply = house.viewer().say(name, "Go on", "c-1", name).getString("replyId");
        JsonObject told = house.viewer().await("error");
        JsonObject end = house.viewer().awaitEnd(reply);
        JsonObject again = house.viewer().join(name);
        house.viewer().send("leave", new JsonObject().put("roomId", name));

        assertThat(told.getString("messageId")).isEqualTo(reply);
        assertThat(told.getString("code")).isEqualTo(code.wire());
        assertThat(told.getInteger("retryAfterMs", 0)).isEqualTo(retryAfterMs);
        assertFit(told.getString("message"));
        assertThat(end.getString("status")).isEqualTo("failed");
        assertThat(end.getInteger("offset")).isZero();
        assertThat(provider.requests(name)).isEqualTo(1);
        assertStored(house.rows(), UUID.fromString(reply), told, error.status());
        assertToldAgain(again, told);
        assertThat(house.viewer().frames().toString()).doesNotContain(KEY);
        if (code == FailureCode.PROVIDER_AUTH) {
            awaitKeyTaken(house, name);
        }
    }

    /** A person's sentence in one line, and nothing of a key. */
    private static void assertFit(String reason) {
        assertThat(reason)
                .isNotBlank()
                .hasSizeLessThanOrEqualTo(LONGEST_REASON)
                .doesNotContain(KEY)
                .doesNotContain("sk-", "Bearer i")
                .doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}].*");
    }

    private static void assertStored(Rows rows, UUID reply, JsonObject told, int status) {
        Map<String, Object> ended = rows.one(
                "select m.text, m.status, p.state, p.error, p.error_message from messages m"
                        + " join replies p on p.reply_id = m.message_id where m.message_id = ?",
                reply);
        Map<String, Object> attempt = rows.one(
                "select outcome, error, usage_source, output_tokens, input_tokens,"
                        + " ended_at is not null as over, first_token_ms from attempts where reply_id = ?",
                reply);

        assertThat(ended).containsEntry("text", "").containsEntry("status", "failed");
        assertThat(ended).containsEntry("state", "ended").containsEntry("error", told.getString("code"));
        assertThat(ended).containsEntry("error_message", told.getString("message"));
        assertThat(attempt).containsEntry("outcome", "failed").containsEntry("error", told.getString("code"));
        assertThat(attempt).containsEntry("usage_source", "estimated").containsEntry("output_tokens", 0L);
        assertThat(attempt).containsEntry("over", true);
        // Who is turned away pays nothing; what a 200 without a stream cost is not known.
        assertThat(((Long) attempt.get("input_tokens")) > 0).isEqualTo(status < 400);
        assertThat(attempt).containsEntry("first_token_ms", null);
    }

    private static void assertToldAgain(JsonObject joined, JsonObject told) {
        JsonObject error = joined.getJsonArray("messages").getJsonObject(1).getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo(told.getString("code"));
        assertThat(error.getString("message")).isEqualTo(told.getString("message"));
    }

    /** While a key is refused one request per rest is let through; any other answer ends that. */
    private void awaitKeyTaken(House house, String room) {
        AtomicInteger tries = new AtomicInteger();
        provider.prepare("again", new Response(404, JSON, List.of(Buffer.buffer("{}")), 0));
        house.viewer().join(room);
        Awaitility.await().until(() -> {
            String reply = house.viewer()
                    .say(room, "Again", "again-" + tries.incrementAndGet(), "again")
                    .getString("replyId");
            house.viewer().awaitEnd(reply);
            return "failed"
                    .equals(house.rows()
                            .one("select outcome from attempts where reply_id = ?", UUID.fromString(reply))
                            .get("outcome"));
        });
        house.viewer().send("leave", new JsonObject().put("roomId", room));
    }
}

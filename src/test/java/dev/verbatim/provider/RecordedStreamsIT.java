package dev.verbatim.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.verbatim.boot.Gateway;
import dev.verbatim.llm.provider.RecordedStreams;
import dev.verbatim.llm.provider.RecordedStreams.Recorded;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What providers really sent goes the whole way: HTTP, web client, bus, a viewer at SockJS, and Postgres. The recorded streams where
 * they lie beside the repository, and a few of our own in any case.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedStreamsIT {
    /** Bytes of one write: events are torn wherever it falls. */
    private static final int PIECE = 700;

    private static final Map<String, String> EVENTS = Map.of("content-type", "text/event-stream");
    private static final ObjectMapper JSON = new ObjectMapper();

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
            Gateway gateway = wire.gateway(database, provider.baseUrl(), Map.of());
            ChatClient viewer = ChatClient.connectSockJs(gateway.chatUrl());
            viewer.authenticate(ChatClient.guestToken(gateway.chatUrl()));
            houses.put(wire, new House(gateway, Rows.of(database), viewer));
        }
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

    static Stream<Arguments> streams() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (Wire wire : Wire.values()) {
            for (Recorded recorded : RecordedStreams.of(wire.recordedAs())) {
                all.add(Arguments.of(recorded, wire));
            }
        }
        all.add(Arguments.of(ownOpenAi(), Wire.OPENAI));
        all.add(Arguments.of(ownAnthropic(), Wire.ANTHROPIC));
        return all.stream();
    }

    private static Recorded ownOpenAi() throws IOException {
        String body = """
                : warming up

                data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"안녕 "}}]}

                data: {"choices":[{"index":0,"delta":{"content":"\\ud83c\\udf0d, caf\\u00e9"},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}

                data: {"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":4,"total_tokens":15}}

                data: [DONE]

                """;
        return own(body, """
                {"protocol":"openai-chat","text":"안녕 \\ud83c\\udf0d, café","finish":"length","usage":{"in":11,"out":4}}""");
    }

    private static Recorded ownAnthropic() throws IOException {
        String body = """
                event: message_start
                data: {"type":"message_start","message":{"usage":{"input_tokens":9,"cache_read_input_tokens":2,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: ping
                data: {"type":"ping"}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"물결 \\ud83c\\udf0a"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":6}}

                event: message_stop
                data: {"type":"message_stop"}

                """;
        return own(body, """
                {"protocol":"anthropic","text":"물결 \\ud83c\\udf0a","finish":"end_turn","usage":{"in":9,"out":6,"cr":2,"cw":0}}""");
    }

    private static Recorded own(String body, String expected) throws IOException {
        return new Recorded("own", body.getBytes(StandardCharsets.UTF_8), JSON.readTree(expected), "", 200, EVENTS);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("streams")
    void reachesViewerAndPostgresAsItIs(Recorded recorded, Wire wire) {
        House house = houses.get(wire);
        String name = "s-" + count.incrementAndGet();
        provider.prepare(name, response(recorded));
        house.viewer().join(name);

        JsonObject sent = house.viewer().say(name, "Go on", "c-1", name);
        String reply = sent.getString("replyId");
        JsonObject end = house.viewer().awaitEnd(reply);

        String text = recorded.expected().path("text").asText();
        assertThat(end.getString("status")).isEqualTo(statusOf(recorded));
        assertThat(end.getInteger("offset")).isEqualTo(text.length());
        assertThat(house.viewer().textOf(reply)).isEqualTo(text);
        assertStored(house.rows(), UUID.fromString(reply), recorded);
        house.viewer().send("leave", new JsonObject().put("roomId", name));
    }

    private static Response response(Recorded recorded) {
        List<Buffer> pieces = new ArrayList<>();
        Buffer body = Buffer.buffer(recorded.body());
        for (int from = 0; from < body.length(); from += PIECE) {
            pieces.add(body.getBuffer(from, Math.min(body.length(), from + PIECE)));
        }
        return new Response(recorded.status(), recorded.headers(), pieces, 0);
    }

    private static String statusOf(Recorded recorded) {
        if (recorded.features().contains("error-in-stream")) {
            return "failed";
        }
        return hasEndMarker(recorded) ? "complete" : "interrupted";
    }

    private static boolean hasEndMarker(Recorded recorded) {
        return recorded.expected().path("protocol").asText().equals(Wire.ANTHROPIC.recordedAs())
                ? new String(recorded.body(), StandardCharsets.UTF_8).contains("event: message_stop")
                : !finishOf(recorded).isEmpty();
    }

    private static String finishOf(Recorded recorded) {
        return recorded.expected().path("finish").asText();
    }

    private static void assertStored(Rows rows, UUID reply, Recorded recorded) {
        Map<String, Object> row = rows.one(
                "select m.text, m.status, p.raw_reason, t.* from messages m"
                        + " join replies p on p.reply_id = m.message_id join attempts t on t.reply_id = m.message_id"
                        + " where m.message_id = ?",
                reply);
        String finish = finishOf(recorded);

        assertThat(row).containsEntry("text", recorded.expected().path("text").asText());
        assertThat(row).containsEntry("status", statusOf(recorded));
        assertThat(row).containsEntry("raw_reason", finish.isEmpty() ? null : finish);
        JsonNode usage = recorded.expected().path("usage");
        boolean counted = usage.isObject() && statusOf(recorded).equals("complete");
        if (counted) {
            long cached = usage.path("cr").asLong() + usage.path("cw").asLong();
            boolean apart = recorded.expected().path("protocol").asText().equals(Wire.ANTHROPIC.recordedAs());
            assertThat(row).containsEntry("usage_source", "provider");
            assertThat(row).containsEntry("input_tokens", usage.path("in").asLong() + (apart ? cached : 0));
            assertThat(row).containsEntry("output_tokens", usage.path("out").asLong());
        } else if (!usage.isObject()) {
            assertThat(row).containsEntry("usage_source", "estimated");
        }
    }
}

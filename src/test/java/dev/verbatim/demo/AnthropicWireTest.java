package dev.verbatim.demo;

import static dev.verbatim.demo.DemoServer.MESSAGES;
import static dev.verbatim.demo.DemoServer.await;
import static dev.verbatim.demo.DemoServer.conversation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.demo.DemoServer.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicWireTest {

    private static DemoServer server;

    @BeforeAll
    static void start() {
        server = new DemoServer(0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersWholeWithUsage() {
        Response response = server.post(MESSAGES, conversation("Hello"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().get("request-id")).startsWith("req_");
        JsonObject body = response.json();
        assertThat(body.fieldNames())
                .containsExactlyInAnyOrder(
                        "id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage");
        assertThat(body.getString("id")).startsWith("msg_");
        assertThat(body.getString("type")).isEqualTo("message");
        assertThat(body.getString("stop_reason")).isEqualTo("end_turn");
        assertThat(content(response)).contains("demo", "ANTHROPIC_API_KEY");
        JsonObject usage = body.getJsonObject("usage");
        assertThat(usage.getInteger("input_tokens")).isPositive();
        assertThat(usage.getInteger("output_tokens")).isPositive();
        assertThat(usage.getInteger("cache_creation_input_tokens")).isZero();
        assertThat(usage.getInteger("cache_read_input_tokens")).isZero();
    }

    @Test
    void streamsTheEventsInTheirOrder() {
        Response response = server.post(MESSAGES, conversation("Hello").put("stream", true));

        assertThat(response.headers().get("content-type")).isEqualTo("text/event-stream; charset=utf-8");
        assertThat(response.frames()).allSatisfy(AnthropicWireTest::assertNamedLikeItsType);
        List<JsonObject> events = events(response);
        List<String> types =
                events.stream().map(event -> event.getString("type")).toList();
        int deltas = types.size() - 6;
        assertThat(deltas).isPositive();
        assertThat(types.subList(0, 3)).containsExactly("message_start", "content_block_start", "ping");
        assertThat(types.subList(3, 3 + deltas)).containsOnly("content_block_delta");
        assertThat(types.subList(3 + deltas, types.size()))
                .containsExactly("content_block_stop", "message_delta", "message_stop");
    }

    @Test
    void startsEmptyAndCountsToTheEnd() {
        List<JsonObject> events =
                events(server.post(MESSAGES, conversation("Hello").put("stream", true)));

        JsonObject message = events.get(0).getJsonObject("message");
        assertThat(message.getString("role")).isEqualTo("assistant");
        assertThat(message.getJsonArray("content")).isEmpty();
        assertThat(message.getValue("stop_reason")).isNull();
        assertThat(message.getJsonObject("usage").getInteger("output_tokens")).isEqualTo(1);
        JsonObject block = new JsonObject().put("type", "text").put("text", "");
        assertThat(events.get(1).getJsonObject("content_block")).isEqualTo(block);
        JsonObject end = events.get(events.size() - 2);
        assertThat(end.getJsonObject("delta"))
                .isEqualTo(new JsonObject().put("stop_reason", "end_turn").put("stop_sequence", null));
        assertThat(end.getJsonObject("usage").getInteger("output_tokens")).isEqualTo(events.size() - 6);
        assertThat(end.getJsonObject("usage").getInteger("input_tokens"))
                .isEqualTo(message.getJsonObject("usage").getInteger("input_tokens"));
    }

    @Test
    void streamsTheSameTextAsItAnswersWhole() {
        JsonObject request = conversation("긴 이야기 들려주세요");

        Response whole = server.post(MESSAGES, request);
        Response streamed = server.post(MESSAGES, request.copy().put("stream", true));

        assertThat(text(streamed)).isEqualTo(content(whole)).contains("옛날");
    }

    @Test
    void stopsAtMaxTokens() {
        JsonObject request = conversation("/long").put("max_tokens", 4);

        JsonObject whole = server.post(MESSAGES, request).json();
        List<JsonObject> events = events(server.post(MESSAGES, request.copy().put("stream", true)));

        assertThat(whole.getString("stop_reason")).isEqualTo("max_tokens");
        assertThat(whole.getJsonObject("usage").getInteger("output_tokens")).isEqualTo(4);
        assertThat(events).hasSize(6 + 4);
        assertThat(events.get(8).getJsonObject("delta").getString("stop_reason"))
                .isEqualTo("max_tokens");
    }

    @Test
    void takesTheSystemPromptAtTheTop() {
        JsonArray parts = new JsonArray()
                .add(new JsonObject().put("type", "text").put("text", "You are kind. Answer in Korean."));

        Response asText = server.post(MESSAGES, conversation("Hello").put("system", "Answer in Korean."));
        Response asParts = server.post(MESSAGES, conversation("Hello").put("system", parts));

        assertThat(content(asText)).contains("안녕하세요");
        assertThat(content(asParts)).contains("안녕하세요");
    }

    @Test
    void acceptsAnEmptyPrefill() {
        Response response = server.post(MESSAGES, conversation("Hello", ""));

        assertThat(response.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"model":                                                         | 400 | invalid_request_error | parse
            7                                                                 | 400 | invalid_request_error | object
            {"max_tokens":9,"messages":[]}                                    | 400 | invalid_request_error | model: Field required
            {"model":"verbatim-demo","messages":[{"role":"user","content":"x"}]} | 400 | invalid_request_error | max_tokens: Field required
            {"model":"verbatim-demo","max_tokens":0,"messages":[]}            | 400 | invalid_request_error | max_tokens: Input
            {"model":"verbatim-demo","max_tokens":"9","messages":[]}          | 400 | invalid_request_error | max_tokens: Input
            {"model":"verbatim-demo","max_tokens":9}                          | 400 | invalid_request_error | messages: Field required
            {"model":"verbatim-demo","max_tokens":9,"messages":[]}            | 400 | invalid_request_error | at least one message
            {"model":"verbatim-demo","max_tokens":9,"messages":[7]}           | 400 | invalid_request_error | messages.0
            {"model":"verbatim-demo","max_tokens":9,"messages":[{"role":"system","content":"x"}]} | 400 | invalid_request_error | top-level `system`
            {"model":"verbatim-demo","max_tokens":9,"messages":[{"role":"bot","content":"x"}]} | 400 | invalid_request_error | messages.0.role
            {"model":"verbatim-demo","max_tokens":9,"messages":[{"role":"user","content":""}]} | 400 | invalid_request_error | non-empty
            {"model":"verbatim-demo","max_tokens":9,"messages":[{"role":"user","content":{}}]} | 400 | invalid_request_error | messages.0.content
            {"model":"verbatim-demo","max_tokens":9,"system":5,"messages":[]} | 400 | invalid_request_error | system
            {"model":"claude-none","max_tokens":9,"messages":[]}              | 404 | not_found_error       | model: claude-none
            """)
    void refusesInAnthropicShape(String body, int status, String type, String message) {
        Response response = server.post(MESSAGES, Buffer.buffer(body));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.json().getString("type")).isEqualTo("error");
        assertThat(response.json().getString("request_id"))
                .isEqualTo(response.headers().get("request-id"));
        assertThat(response.error().getString("type")).isEqualTo(type);
        assertThat(response.error().getString("message")).contains(message);
    }

    @Test
    void requiresTheVersionHeader() {
        Response response = await(server.begin(HttpMethod.POST, MESSAGES)
                .compose(request ->
                        DemoServer.held(request.send(conversation("Hello").toBuffer())))
                .compose(DemoServer::read));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.error().getString("message")).isEqualTo("anthropic-version: header is required");
    }

    private static void assertNamedLikeItsType(String frame) {
        String[] lines = frame.split("\n");
        assertThat(lines).hasSize(2);
        String type = new JsonObject(lines[1].substring("data: ".length())).getString("type");
        assertThat(lines[0]).isEqualTo("event: " + type);
    }

    private static List<JsonObject> events(Response response) {
        return response.frames().stream()
                .map(frame -> new JsonObject(frame.substring(frame.indexOf("data: ") + "data: ".length())))
                .toList();
    }

    private static String content(Response whole) {
        return whole.json().getJsonArray("content").getJsonObject(0).getString("text");
    }

    private static String text(Response streamed) {
        return events(streamed).stream()
                .filter(event -> event.getString("type").equals("content_block_delta"))
                .map(event -> event.getJsonObject("delta").getString("text"))
                .collect(Collectors.joining());
    }
}

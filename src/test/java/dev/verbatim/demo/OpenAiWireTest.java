package dev.verbatim.demo;

import static dev.verbatim.demo.DemoServer.CHAT;
import static dev.verbatim.demo.DemoServer.conversation;
import static dev.verbatim.demo.DemoServer.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.demo.DemoServer.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiWireTest {

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
        Response response = server.post(CHAT, conversation("Hello"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().get("content-type")).startsWith("application/json");
        assertThat(response.headers().get("x-request-id")).startsWith("req_");
        JsonObject body = response.json();
        assertThat(body.fieldNames())
                .containsExactly(
                        "id", "object", "created", "model", "service_tier", "system_fingerprint", "choices", "usage");
        assertThat(body.getString("id")).startsWith("chatcmpl-");
        assertThat(body.getString("object")).isEqualTo("chat.completion");
        assertThat(body.getLong("created")).isEqualTo(DemoServer.NOW);
        JsonObject choice = body.getJsonArray("choices").getJsonObject(0);
        assertThat(choice.getString("finish_reason")).isEqualTo("stop");
        assertThat(choice.getJsonObject("message").getString("role")).isEqualTo("assistant");
        assertThat(choice.getJsonObject("message").getString("content")).contains("demo", "OPENAI_API_KEY");
        assertUsageAddsUp(body.getJsonObject("usage"));
    }

    @Test
    void streamsRoleThenTextThenFinishThenUsageThenDone() {
        JsonObject request = conversation("Hello")
                .put("stream", true)
                .put("stream_options", new JsonObject().put("include_usage", true));

        Response response = server.post(CHAT, request);

        assertThat(response.headers().get("content-type")).isEqualTo("text/event-stream; charset=utf-8");
        List<String> frames = response.frames();
        assertThat(frames.get(frames.size() - 1)).isEqualTo("data: [DONE]");
        List<JsonObject> chunks = chunks(response);
        assertThat(chunks).allSatisfy(OpenAiWireTest::assertIsChunk);
        assertThat(chunks.stream().map(chunk -> chunk.getString("id")).distinct())
                .hasSize(1);
        assertThat(delta(chunks.get(0)))
                .isEqualTo(new JsonObject()
                        .put("role", "assistant")
                        .put("content", "")
                        .put("refusal", null));
        JsonObject finish = chunks.get(chunks.size() - 2);
        assertThat(delta(finish)).isEqualTo(new JsonObject());
        assertThat(finishReason(finish)).isEqualTo("stop");
        List<JsonObject> deltas = chunks.subList(1, chunks.size() - 2);
        assertThat(deltas).allSatisfy(chunk -> {
            assertThat(delta(chunk).fieldNames()).containsExactly("content");
            assertThat(finishReason(chunk)).isNull();
            assertThat(chunk.containsKey("usage")).isTrue();
            assertThat(chunk.getValue("usage")).isNull();
        });
        JsonObject usage = chunks.get(chunks.size() - 1);
        assertThat(usage.getJsonArray("choices")).isEmpty();
        assertUsageAddsUp(usage.getJsonObject("usage"));
        assertThat(usage.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(deltas.size());
    }

    @Test
    void streamsTheSameTextAsItAnswersWhole() {
        JsonObject request = conversation("파이썬 코드 보여 주세요 👩‍💻");

        Response whole = server.post(CHAT, request);
        Response streamed = server.post(CHAT, request.copy().put("stream", true));

        assertThat(text(streamed)).isEqualTo(content(whole));
    }

    @Test
    void sendsNoUsageUnlessAsked() {
        Response response = server.post(CHAT, conversation("Hello").put("stream", true));

        assertThat(response.body()).doesNotContain("usage");
        assertThat(finishReason(chunks(response).get(chunks(response).size() - 1)))
                .isEqualTo("stop");
    }

    @Test
    void honoursMaxTokensUnderBothNames() {
        JsonObject older = conversation("/long").put("max_tokens", 5);
        JsonObject newer = conversation("/long").put("max_tokens", 9).put("max_completion_tokens", 5);

        for (JsonObject request : List.of(older, newer)) {
            JsonObject body = server.post(CHAT, request).json();

            assertThat(body.getJsonArray("choices").getJsonObject(0).getString("finish_reason"))
                    .isEqualTo("length");
            assertThat(body.getJsonObject("usage").getInteger("completion_tokens"))
                    .isEqualTo(5);
        }
    }

    @Test
    void endsACutStreamWithLength() {
        List<JsonObject> chunks = chunks(
                server.post(CHAT, conversation("/long").put("max_tokens", 3).put("stream", true)));

        assertThat(chunks).hasSize(1 + 3 + 1);
        assertThat(finishReason(chunks.get(4))).isEqualTo("length");
    }

    @Test
    void countsALongerPromptHigher() {
        int small = promptTokens(conversation("Hello"));
        int large = promptTokens(conversation("Hello", "Hi, how are you?", "Fine, thanks"));

        assertThat(large).isGreaterThan(small);
    }

    @Test
    void readsTextPartsAndToolTurns() {
        JsonObject parts = new JsonObject()
                .put("role", "user")
                .put(
                        "content",
                        new JsonArray()
                                .add(new JsonObject().put("type", "text").put("text", "My name is Ada"))
                                .add(new JsonObject().put("type", "image_url")));
        JsonObject toolCall = new JsonObject().put("role", "assistant").put("content", null);
        JsonArray messages = new JsonArray()
                .add(message("developer", "Be kind."))
                .add(parts)
                .add(toolCall)
                .add(message("tool", "42"))
                .add(message("user", "What is my name?"));

        Response response = server.post(CHAT, conversation("x").put("messages", messages));

        assertThat(content(response)).contains("**Ada**");
    }

    @Test
    void obeysTheSystemPromptsLanguage() {
        JsonArray messages = new JsonArray()
                .add(message("system", "Always answer in Korean."))
                .add(message("user", "Hello"));

        Response response = server.post(CHAT, conversation("x").put("messages", messages));

        assertThat(content(response)).contains("안녕하세요");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"model":                                            | 400 |                            |
            []                                                   | 400 |                            |
            null                                                 | 400 |                            |
            {}                                                   | 400 |                            |
            {"model":"verbatim-demo"}                            | 400 | missing_required_parameter | messages
            {"model":"verbatim-demo","messages":[]}              | 400 |                            | messages
            {"model":"verbatim-demo","messages":"hi"}            | 400 |                            | messages
            {"model":"verbatim-demo","messages":["hi"]}          | 400 |                            | messages[0]
            {"model":"verbatim-demo","messages":[{"role":"bot","content":"x"}]} | 400 |             | messages[0].role
            {"model":"verbatim-demo","messages":[{"role":"user"}]} | 400 |                          | messages[0].content
            {"model":"verbatim-demo","messages":[{"role":"user","content":"x"}],"max_tokens":0} | 400 | | max_tokens
            {"model":"gpt-none","messages":[]}                   | 404 | model_not_found            | model
            """)
    void refusesInOpenAiShape(String body, int status, String code, String param) {
        Response response = server.post(CHAT, Buffer.buffer(body));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.json().fieldNames()).containsExactly("error");
        assertThat(response.error().fieldNames()).containsExactly("message", "type", "param", "code");
        assertThat(response.error().getString("message")).isNotBlank();
        assertThat(response.error().getString("type")).isEqualTo("invalid_request_error");
        assertThat(response.error().getString("code")).isEqualTo(code);
        assertThat(response.error().getString("param")).isEqualTo(param);
    }

    @Test
    void refusesJsonThatIsTooDeep() {
        Response response = server.post(CHAT, Buffer.buffer("[".repeat(100_000)));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.error().getString("type")).isEqualTo("invalid_request_error");
    }

    private static void assertIsChunk(JsonObject chunk) {
        assertThat(chunk.fieldNames())
                .startsWith("id", "object", "created", "model", "service_tier", "system_fingerprint", "choices");
        assertThat(chunk.getString("object")).isEqualTo("chat.completion.chunk");
        assertThat(chunk.getString("model")).isEqualTo("verbatim-demo");
    }

    private static void assertUsageAddsUp(JsonObject usage) {
        assertThat(usage.getInteger("prompt_tokens")).isPositive();
        assertThat(usage.getInteger("total_tokens"))
                .isEqualTo(usage.getInteger("prompt_tokens") + usage.getInteger("completion_tokens"));
        assertThat(usage.getJsonObject("prompt_tokens_details").getInteger("cached_tokens"))
                .isZero();
        assertThat(usage.getJsonObject("completion_tokens_details").getInteger("reasoning_tokens"))
                .isZero();
    }

    private static int promptTokens(JsonObject request) {
        return server.post(CHAT, request).json().getJsonObject("usage").getInteger("prompt_tokens");
    }

    private static String content(Response whole) {
        return whole.json()
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message")
                .getString("content");
    }

    private static List<JsonObject> chunks(Response response) {
        return response.frames().stream()
                .map(frame -> frame.substring("data: ".length()))
                .filter(data -> !data.equals("[DONE]"))
                .map(JsonObject::new)
                .toList();
    }

    private static String text(Response streamed) {
        return chunks(streamed).stream()
                .map(chunk -> delta(chunk).getString("content", ""))
                .collect(Collectors.joining());
    }

    private static JsonObject delta(JsonObject chunk) {
        return chunk.getJsonArray("choices").getJsonObject(0).getJsonObject("delta");
    }

    private static String finishReason(JsonObject chunk) {
        return chunk.getJsonArray("choices").getJsonObject(0).getString("finish_reason");
    }
}

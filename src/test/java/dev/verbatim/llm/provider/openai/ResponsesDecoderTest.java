package dev.verbatim.llm.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Replay;
import dev.verbatim.llm.provider.Turn;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesDecoderTest {
    private static final ResponsesProtocol PROTOCOL = new ResponsesProtocol();
    private static final String COMPLETED = event("response.completed", "\"response\":{\"status\":\"completed\"}");

    private final Replay replay = new Replay(PROTOCOL);

    private static String event(String type, String more) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + more + "}\n\n";
    }

    private static String delta(String type, String text) {
        return event(type, "\"output_index\":0,\"delta\":\"" + text + "\"");
    }

    @Test
    void textReasoningAndRefusalAreKeptApart() {
        replay.feed(delta("response.reasoning_text.delta", "Well, "))
                .feed(delta("response.reasoning_summary_text.delta", "yes."))
                .feed(delta("response.output_text.delta", "Hel"))
                .feed(delta("response.output_text.delta", "lo"))
                .feed(delta("response.refusal.delta", "No more."))
                .feed(COMPLETED);

        ProviderEnd end = replay.end();
        assertThat(replay.text).hasToString("Hello");
        assertThat(replay.reasoning).hasToString("Well, yes.");
        assertThat(replay.refusal).hasToString("No more.");
        assertThat(end.reason()).isEqualTo(EndReason.REFUSAL);
    }

    @Test
    void aPartThatCameInPiecesIsNotSaidAgainAndOneThatDidNotIsSaidOnce() {
        replay.feed(delta("response.output_text.delta", "one "))
                .feed(event("response.output_text.done", "\"text\":\"one \""))
                .feed(event("response.output_text.done", "\"text\":\"two\""))
                .feed(COMPLETED);

        assertThat(replay.end().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(replay.text).hasToString("one two");
    }

    @Test
    void aPartOfAnotherKindThatEndsInBetweenDoesNotMakeItSaidAgain() {
        replay.feed(delta("response.reasoning_text.delta", "Hm."))
                .feed(delta("response.output_text.delta", "Hello"))
                .feed(event("response.reasoning_text.done", "\"text\":\"Hm.\""))
                .feed(event("response.output_text.done", "\"text\":\"Hello\""))
                .feed(COMPLETED);

        assertThat(replay.end().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(replay.text).hasToString("Hello");
        assertThat(replay.reasoning).hasToString("Hm.");
    }

    @ParameterizedTest
    @CsvSource({"max_output_tokens,LENGTH", "content_filter,CONTENT_FILTER", "something,LENGTH"})
    void anIncompleteResponseIsCompleteWithItsReason(String raw, EndReason reason) {
        replay.feed(delta("response.output_text.delta", "Half"))
                .feed(event(
                        "response.incomplete",
                        "\"response\":{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"" + raw
                                + "\"}}"));

        ProviderEnd end = replay.end();
        assertThat(end.status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(end.reason()).isEqualTo(reason);
        assertThat(end.rawReason()).isEqualTo(raw);
    }

    @Test
    void usageIsReadFromTheLastEventWithItsParts() {
        replay.feed(event(
                "response.completed",
                "\"response\":{\"status\":\"completed\",\"output\":[{\"usage\":{\"input_tokens\":9}}],\"usage\":{\"input_tokens\":10,"
                        + "\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":5000000000,"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":1}}"));

        assertThat(replay.end().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(replay.usage).isEqualTo(new Usage(UsageSource.PROVIDER, 10, 5_000_000_000L, 4, 0, 2));
        assertThat(replay.usageIsTotal).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"Not today\"}",
                "{\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"message\":\"Not today\"}}",
                "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"Not today\"}}}",
                "{\"type\":\"keepalive\",\"error\":{\"code\":\"server_error\",\"message\":\"Not today\"}}"
            })
    void anErrorEndsItAsFailedWithTheProvidersReason(String data) {
        replay.feed(delta("response.output_text.delta", "Half")).feed("data: " + data + "\n\n");

        ProviderEnd end = replay.end();
        assertThat(end.status()).isEqualTo(EndStatus.FAILED);
        assertThat(end.failure().code()).isEqualTo(FailureCode.PROVIDER_UNAVAILABLE);
        assertThat(end.failure().text()).isEqualTo("Not today");
        assertThat(replay.text).hasToString("Half");
    }

    @Test
    void aFailedResponseKeepsItsUsage() {
        replay.feed(
                event(
                        "response.failed",
                        "\"response\":{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Slow\"},\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}"));

        assertThat(replay.end().failure().code()).isEqualTo(FailureCode.PROVIDER_RATE_LIMITED);
        assertThat(replay.usage.inputTokens()).isEqualTo(3);
    }

    @Test
    void toolCallsAreJoinedByTheirIndexAndEndTheAnswerAsSuch() {
        replay.feed(
                        event(
                                "response.output_item.added",
                                "\"output_index\":1,\"item\":{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"add\",\"arguments\":\"\"}"))
                .feed(event("response.function_call_arguments.delta", "\"output_index\":1,\"delta\":\"{\\\"x\\\":\""))
                .feed(event("response.function_call_arguments.delta", "\"output_index\":1,\"delta\":\"1}\""))
                .feed(event(
                        "response.function_call_arguments.done", "\"output_index\":1,\"arguments\":\"{\\\"x\\\":1}\""))
                .feed(
                        event(
                                "response.output_item.done",
                                "\"output_index\":2,\"item\":{\"type\":\"function_call\",\"call_id\":\"c2\",\"name\":\"now\",\"arguments\":\"{}\"}"))
                .feed(event("response.output_item.done", "\"output_index\":3,\"item\":{\"type\":\"web_search_call\"}"))
                .feed(COMPLETED);

        assertThat(replay.end().reason()).isEqualTo(EndReason.TOOL_CALLS);
        assertThat(replay.toolCalls)
                .containsExactly(new ToolCall("c1", "add", "{\"x\":1}"), new ToolCall("c2", "now", "{}"));
    }

    @Test
    void aLastEventWithoutItsBlankLineCountsIfItIsWholeAndElseNot() {
        String last = COMPLETED.stripTrailing();
        Replay half = new Replay(PROTOCOL).feed(last.substring(0, last.length() - 3));

        assertThat(replay.feed(last).end().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(half.end().status()).isEqualTo(EndStatus.INTERRUPTED);
    }

    @Test
    void theRequestIsNotStoredAndItsSystemPromptIsInstructions() {
        List<Turn> turns =
                List.of(new Turn(Role.USER, "Hi"), new Turn(Role.ASSISTANT, "Hello"), new Turn(Role.USER, "\ud83d?"));

        JsonObject body =
                new JsonObject(Buffer.buffer(PROTOCOL.body(new ProviderRequest("m", "Be brief.", turns, 50, null))));

        assertThat(PROTOCOL.path("https://h/v1")).isEqualTo("/responses");
        assertThat(body.getString("instructions")).isEqualTo("Be brief.");
        assertThat(body.getJsonArray("input").getJsonObject(1).getString("role"))
                .isEqualTo("assistant");
        assertThat(body.getJsonArray("input").getJsonObject(2).getString("content"))
                .isEqualTo("\ufffd?");
        assertThat(body.getInteger("max_output_tokens")).isEqualTo(50);
        assertThat(body.getBoolean("store")).isFalse();
        assertThat(body.getBoolean("stream")).isTrue();
        assertThat(body.containsKey("temperature")).isFalse();
    }
}

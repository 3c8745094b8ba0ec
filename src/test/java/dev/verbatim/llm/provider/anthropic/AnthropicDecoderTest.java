package dev.verbatim.llm.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.Replay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicDecoderTest {
    private static final String START = event(
            "message_start",
            "\"message\":{\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":10,"
                    + "\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":20,\"output_tokens\":1}}");
    private static final String STOP = event("message_stop", "\"x\":0");

    private final Replay replay = new Replay(new AnthropicProtocol());

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    private static String text(String json) {
        return event(
                "content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + json + "\"}");
    }

    private static String delta(String reason, int output) {
        return event(
                "message_delta",
                "\"delta\":{\"stop_reason\":\"" + reason + "\"},\"usage\":{\"output_tokens\":" + output + "}");
    }

    @Test
    void joinsTheTextOfAllBlocks() {
        replay.feed(START
                + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"A\"}")
                + text("b\\n")
                + text("c")
                + event("content_block_stop", "\"index\":0")
                + event("content_block_start", "\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
                + text("d")
                + delta("end_turn", 9)
                + STOP);

        ProviderEnd end = replay.end();
        assertThat(replay.text).hasToString("Ab\ncd");
        assertThat(end.status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(end.rawReason()).isEqualTo("end_turn");
    }

    @Test
    void inputIsTheSumOfTheDisjointCountsAndOutputTheLastOne() {
        replay.feed(START + delta("end_turn", 5) + delta("end_turn", 9));

        assertThat(replay.usage).isEqualTo(new Usage(UsageSource.PROVIDER, 33, 9, 20, 3, 0));
    }

    @Test
    void aLaterCountReplacesTheInputToo() {
        replay.feed(
                START
                        + event(
                                "message_delta",
                                "\"delta\":{},\"usage\":{\"input_tokens\":12,\"cache_read_input_tokens\":null,\"output_tokens\":9}"));

        assertThat(replay.usage).isEqualTo(new Usage(UsageSource.PROVIDER, 35, 9, 20, 3, 0));
    }

    @Test
    void countsThatCannotBeTrueAreNotSummed() {
        replay.feed(START
                + event(
                        "message_delta",
                        "\"delta\":{},\"usage\":{\"input_tokens\":9.2e18,\"cache_read_input_tokens\":9000000000000000000,"
                                + "\"output_tokens\":5000000000}"));

        assertThat(replay.usage).isEqualTo(new Usage(UsageSource.PROVIDER, 3, 5_000_000_000L, 0, 3, 0));
    }

    @Test
    void aSecondStartDoublesNothing() {
        replay.feed(START + START + text("a") + START + text("b") + delta("end_turn", 9) + STOP);

        assertThat(replay.text).hasToString("ab");
        assertThat(replay.usage).isEqualTo(new Usage(UsageSource.PROVIDER, 33, 9, 20, 3, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,STOP",
        "stop_sequence,STOP",
        "pause_turn,STOP",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "tool_use,TOOL_CALLS",
        "refusal,REFUSAL"
    })
    void stopReasonsKeepTheProvidersWord(String raw, EndReason reason) {
        ProviderEnd end = replay.feed(START + delta(raw, 1) + STOP).end();

        assertThat(end.reason()).isEqualTo(reason);
        assertThat(end.rawReason()).isEqualTo(raw);
    }

    @Test
    void aStopReasonWithoutItsStopIsNotComplete() {
        ProviderEnd end = replay.feed(START + text("a") + delta("end_turn", 1)).end();

        assertThat(end.status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(end.failure().code()).isEqualTo(FailureCode.STREAM_CUT);
    }

    @Test
    void thinkingIsNotTheText() {
        replay.feed(event(
                        "content_block_delta",
                        "\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}")
                + event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"!\"}")
                + event(
                        "content_block_delta",
                        "\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"xyz\"}")
                + text("a")
                + text("b"));

        assertThat(replay.reasoning).hasToString("hm!");
        assertThat(replay.text).hasToString("ab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: ping\ndata: {\"type\": \"ping\"}\n\n",
                "event: new_event\ndata: {\"type\":\"new_event\",\"delta\":{\"text\":\"no\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"citations_delta\",\"citation\":{\"text\":\"no\"}}}\n\n",
                ": comment\n\n"
            })
    void whatIsNoTextIsPassedOver(String event) {
        replay.feed(text("a") + event + text("b"));

        assertThat(replay.text).hasToString("ab");
        assertThat(replay.isOver()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error,PROVIDER_UNAVAILABLE",
        "api_error,PROVIDER_UNAVAILABLE",
        "rate_limit_error,PROVIDER_RATE_LIMITED",
        "authentication_error,PROVIDER_AUTH",
        "invalid_request_error,INVALID_REQUEST",
        "billing_error,PROVIDER_QUOTA",
        "timeout_error,TIMEOUT"
    })
    void anErrorEventFailsTheAnswerAndKeepsItsText(String type, FailureCode code) {
        replay.feed(START + text("a") + event("error", "\"error\":{\"type\":\"" + type + "\",\"message\":\"Sorry\"}"));

        ProviderEnd end = replay.end();
        assertThat(replay.text).hasToString("a");
        assertThat(end.status()).isEqualTo(EndStatus.FAILED);
        assertThat(end.failure().code()).isEqualTo(code);
        assertThat(end.failure().text()).isEqualTo("Sorry");
    }

    @Test
    void theTypeIsTakenFromTheNameWhereTheJsonHasNone() {
        replay.feed("event: message_stop\ndata: {}\n\n");

        assertThat(replay.end().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @Test
    void anEventThatIsNotJsonIsABadResponse() {
        replay.feed(text("a") + "event: content_block_delta\ndata: oops\n\n");

        assertThat(replay.end().failure().code()).isEqualTo(FailureCode.BAD_RESPONSE);
    }

    @Test
    void theCountIsTheTotalOnlyWithTheEndMarkerAndNotIfItIsTheFirstEvents() {
        assertThat(replay.feed(START + text("a")).usageIsTotal).isFalse();
        assertThat(replay.feed(delta("end_turn", 9)).usageIsTotal).isFalse();
        assertThat(replay.feed(STOP).usageIsTotal).isTrue();

        Replay uncounted = new Replay(new AnthropicProtocol());
        assertThat(uncounted.feed(START + text("a") + STOP).usageIsTotal).isFalse();
    }
}

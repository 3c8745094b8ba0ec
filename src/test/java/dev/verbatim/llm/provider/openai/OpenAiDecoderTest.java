package dev.verbatim.llm.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.Replay;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers that call themselves OpenAI compatible really send. */
class OpenAiDecoderTest {
    private static final String STOP = choice("{}", "\"stop\"");
    private static final String DONE = event("[DONE]");

    private final Replay replay = new Replay(new OpenAiProtocol("max_tokens", false));

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static String choice(String delta, String finish) {
        return event(
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}");
    }

    private static String text(String json) {
        return choice("{\"content\":\"" + json + "\"}", "null");
    }

    @Test
    void joinsTheTextOfAllChunks() {
        replay.feed(text("Hello")).feed(text(", ") + text("world")).feed(STOP + DONE);

        ProviderEnd end = replay.end();
        assertThat(replay.deltas).containsExactly("Hello", ", world");
        assertThat(end.status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(end.reason()).isEqualTo(EndReason.STOP);
    }

    @Test
    void readsEscapesQuotesAndBracesAsText() {
        replay.feed(text("a") + text("\\\"}]\\n\\\\") + text("b") + text("\\u00e9{[") + text("c\u00e9\uD83D\uDE42"));

        assertThat(replay.text).hasToString("a\"}]\n\\b\u00e9{[c\u00e9\uD83D\uDE42");
    }

    @Test
    void aSurrogatePairSplitBetweenChunksStaysWhole() {
        replay.feed(text("x\\ud83d")).feed(text("\\ude42y"));

        assertThat(replay.deltas).containsExactly("x", "\uD83D\uDE42y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "\\ude42", "\\ude42\\ud83d"})
    void aLoneSurrogateBecomesTheReplacementCharacter(String lone) {
        replay.feed(text("a") + text(lone) + text("b") + STOP + DONE).end();

        assertThat(replay.text.toString()).startsWith("a\uFFFD").endsWith("\uFFFDb");
    }

    @Test
    void aHalfPairAtTheEndBecomesTheReplacementCharacter() {
        replay.feed(text("a\\ud83d") + STOP + DONE).end();

        assertThat(replay.text).hasToString("a\uFFFD");
    }

    @Test
    void bytesThatAreNotUtf8BecomeTheReplacementCharacter() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text("a").getBytes(StandardCharsets.UTF_8));
        byte[] broken = text("b?c").getBytes(StandardCharsets.UTF_8);
        broken[new String(broken, StandardCharsets.ISO_8859_1).indexOf('?')] = (byte) 0xC3;
        bytes.writeBytes(broken);
        byte[] escaped = text("d?\\n").getBytes(StandardCharsets.UTF_8);
        escaped[new String(escaped, StandardCharsets.ISO_8859_1).indexOf('?')] = (byte) 0xFF;
        bytes.writeBytes(escaped);

        replay.feed(bytes.toByteArray(), 0, bytes.size());

        assertThat(replay.text).hasToString("ab\uFFFDcd\uFFFD\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[]}",
                "{\"choices\":null}",
                "{}",
                "{\"choices\":{}}",
                "{\"choices\":[{}]}",
                "{\"choices\":[{\"delta\":null}]}",
                "{\"choices\":[{\"delta\":{\"content\":null}}]}",
                "{\"choices\":[{\"delta\":{\"content\":5}}]}",
                "{\"choices\":[null]}",
                "{\"error\":null}",
                "{\"usage\":null}",
                "{\"new\":[{\"a\":[1,{}]}],\"choices\":[]}"
            })
    void chunksThatSayNothingArePassedOver(String chunk) {
        replay.feed(text("a") + event(chunk) + text("b") + STOP + DONE);

        assertThat(replay.text).hasToString("ab");
        assertThat(replay.end().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @ParameterizedTest
    @CsvSource({
        "stop,STOP",
        "eos,STOP",
        "length,LENGTH",
        "max_tokens,LENGTH",
        "content_filter,CONTENT_FILTER",
        "tool_calls,TOOL_CALLS",
        "function_call,TOOL_CALLS",
        "refusal,REFUSAL"
    })
    void finishReasonsKeepTheProvidersWord(String raw, EndReason reason) {
        ProviderEnd end = replay.feed(choice("{}", '"' + raw + '"') + DONE).end();

        assertThat(end.reason()).isEqualTo(reason);
        assertThat(end.rawReason()).isEqualTo(raw);
    }

    @Test
    void reasoningAndRefusalAreNotTheText() {
        replay.feed(choice("{\"reasoning_content\":\"hm \"}", "null")
                + choice("{\"reasoning\":\"so\"}", "null")
                + text("A")
                + choice("{\"refusal\":\"No.\"}", "null")
                + STOP
                + DONE);

        ProviderEnd end = replay.end();
        assertThat(replay.reasoning).hasToString("hm so");
        assertThat(replay.text).hasToString("A");
        assertThat(replay.refusal).hasToString("No.");
        assertThat(end.reason()).isEqualTo(EndReason.REFUSAL);
        assertThat(end.rawReason()).isEqualTo("stop");
    }

    @Test
    void reasoningUnderBothNamesCountsOnce() {
        String both = choice("{\"content\":\"\",\"reasoning\":\"x\",\"reasoning_content\":\"x\"}", "null");

        replay.feed(both + both + both);

        assertThat(replay.reasoning).hasToString("xxx");
    }

    @Test
    void contentMayBeAListOfParts() {
        replay.feed(choice(
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},"
                        + "{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"},{\"type\":\"new\"}]}",
                "null"));

        assertThat(replay.text).hasToString("ab");
        assertThat(replay.reasoning).hasToString("hm");
    }

    @Test
    void onlyTheFirstChoiceIsRead() {
        replay.feed(event(
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}},{\"index\":1,\"delta\":{\"content\":\"z\"},"
                        + "\"finish_reason\":\"stop\"}]}"));
        replay.feed(event("{\"choices\":[{\"delta\":{\"content\":\"z\"},\"index\":1}]}"));
        replay.feed(event("{\"choices\":[{\"delta\":{\"content\":\"b\"},\"index\":0}]}"));

        assertThat(replay.text).hasToString("ab");
        assertThat(replay.end().status()).isEqualTo(EndStatus.INTERRUPTED);
    }

    @Test
    void toolCallsAreNotTextButTheirFinishIsKept() {
        replay.feed(choice(
                        "{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"content\\\":\\\"x\\\"}\"}}]}",
                        "null")
                + choice("{}", "\"tool_calls\"")
                + DONE);

        assertThat(replay.text).isEmpty();
        assertThat(replay.end().reason()).isEqualTo(EndReason.TOOL_CALLS);
    }

    @Test
    void theLastUsageReplacesTheOnesBefore() {
        replay.feed(event("{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}}"));
        replay.feed(
                event(
                        "{\"choices\":null,\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":9,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":3},\"completion_tokens_details\":{\"reasoning_tokens\":4}}}"));

        assertThat(replay.usage).isEqualTo(new Usage(UsageSource.PROVIDER, 5, 9, 3, 0, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[],\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":9}}}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":9}}]}",
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":5.0,\"completion_tokens\":9,\"prompt_tokens_details\":null,\"cost\":0.1}}"
            })
    void usageIsFoundWhereverItIs(String chunk) {
        replay.feed(event(chunk));

        assertThat(replay.usage).isEqualTo(new Usage(UsageSource.PROVIDER, 5, 9, 0, 0, 0));
    }

    @Test
    void countsAreNeverNegativeAndMayExceedAnInt() {
        replay.feed(event("{\"usage\":{\"prompt_tokens\":5000000000,\"completion_tokens\":-1,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":1e400}}}"));

        assertThat(replay.usage).isEqualTo(new Usage(UsageSource.PROVIDER, 5_000_000_000L, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"Overloaded\",\"type\":\"server_error\"}}|PROVIDER_UNAVAILABLE",
                "{\"error\":{\"message\":\"Slow down\",\"code\":429}}|PROVIDER_RATE_LIMITED",
                "{\"error\":{\"message\":\"Bad\",\"code\":\"400\"}}|INVALID_REQUEST",
                "{\"error\":\"model runner has stopped\"}|PROVIDER_UNAVAILABLE",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}],\"error\":{\"code\":502,\"message\":\"Upstream\"}}|PROVIDER_UNAVAILABLE",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}|PROVIDER_UNAVAILABLE",
                // vLLM's and SGLang's word for an answer that the server itself cut.
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"abort\"}]}|PROVIDER_UNAVAILABLE",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"cancelled\"}]}|PROVIDER_UNAVAILABLE",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"network_error\"}]}|PROVIDER_UNAVAILABLE",
                "{\"error\":{\"message\":\"maximum context length is 4096 tokens\",\"code\":400}}|CONTEXT_TOO_LONG"
            })
    void anErrorInsideTheStreamFailsItAndKeepsItsText(String chunk, FailureCode code) {
        replay.feed(text("a") + event(chunk) + text("never") + STOP + DONE);

        ProviderEnd end = replay.end();
        assertThat(replay.text).hasToString("a");
        assertThat(end.status()).isEqualTo(EndStatus.FAILED);
        assertThat(end.failure().code()).isEqualTo(code);
    }

    @Test
    void anErrorEventByNameIsAnErrorWhateverItsBody() {
        replay.feed("event: error\ndata: {\"message\":\"gone\"}\n\n");

        assertThat(replay.end().failure().text()).isEqualTo("gone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"oops", "{\"choices\":[", "[]", "\"text\"", "{\"choices\":[{\"delta\":{\"content\":tru}}]}"})
    void anEventThatIsNotAJsonObjectIsABadResponse(String data) {
        replay.feed(text("a") + event(data));

        assertThat(replay.isOver()).isTrue();
        assertThat(replay.text).hasToString("a");
        assertThat(replay.end().failure().code()).isEqualTo(FailureCode.BAD_RESPONSE);
    }

    @Test
    void nestingBombsAreRefused() {
        replay.feed(event("{\"a\":" + "[".repeat(100_000)));

        assertThat(replay.end().failure().code()).isEqualTo(FailureCode.BAD_RESPONSE);
    }

    @Test
    void whatFollowsDoneMeansNothing() {
        replay.feed(text("a") + STOP + "data:  [DONE] \n\n" + text("b") + event("garbage"));

        assertThat(replay.text).hasToString("a");
        assertThat(replay.end().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @Test
    void doneWithoutAFinishReasonIsNotComplete() {
        ProviderEnd end = replay.feed(text("a") + DONE).end();

        assertThat(end.status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(end.failure().code()).isEqualTo(FailureCode.STREAM_CUT);
    }

    @Test
    void aFinishReasonWithoutDoneIsComplete() {
        assertThat(replay.feed(text("a") + STOP).end().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @Test
    void blankDataAndUnknownEventsArePassedOver() {
        replay.feed(text("a") + "data:\n\ndata:  \n\nevent: endpoint\ndata: {\"x\":1}\n\n" + text("b"));

        assertThat(replay.text).hasToString("ab");
        assertThat(replay.isOver()).isFalse();
    }

    @Test
    void garbageAfterTheEndMarkerChangesNothing() {
        replay.feed(text("whole") + STOP + event("{oops"));

        assertThat(replay.isOver()).isTrue();
        assertThat(replay.end().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @Test
    void aCountIsTheTotalOnlyIfNoContentFollowsItAndTheAnswerEnds() {
        String count = event("{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}}");

        assertThat(replay.feed(text("a") + count).usageIsTotal).isFalse();
        assertThat(replay.feed(STOP).usageIsTotal).isTrue();
        Replay early = new Replay(new OpenAiProtocol("max_tokens", false));
        assertThat(early.feed(text("a") + count + text("b") + STOP).usageIsTotal)
                .isFalse();
        assertThat(early.feed(count).usageIsTotal).isTrue();
    }
}

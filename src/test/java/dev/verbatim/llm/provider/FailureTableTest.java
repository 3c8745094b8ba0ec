package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.RecordedStreams.RecordedError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTableTest {
    private static final String KEY = "invalid-key";

    private final FailureTable table = new FailureTable(new Reasons("test", List.of(KEY)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}|INVALID_REQUEST",
                "400|{\"error\":{\"message\":\"no\",\"code\":\"context_length_exceeded\"}}|CONTEXT_TOO_LONG",
                "400|{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 9 tokens > 8\"}}|CONTEXT_TOO_LONG",
                "400|{\"error\":{\"message\":\"no\",\"code\":\"content_filter\"}}|CONTENT_FILTERED",
                "400|{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Your credit balance is too low\"}}|PROVIDER_QUOTA",
                "401|nothing|PROVIDER_AUTH",
                "402|{}|PROVIDER_QUOTA",
                "403|{}|PROVIDER_AUTH",
                "403|{\"error\":{\"message\":\"Project has no access to model x\"}}|INVALID_REQUEST",
                "403|{\"error\":{\"code\":403,\"message\":\"Input was flagged\"}}|CONTENT_FILTERED",
                "404|{\"error\":\"no such model\"}|INVALID_REQUEST",
                "408|{}|PROVIDER_UNAVAILABLE",
                "413|{}|CONTEXT_TOO_LONG",
                "422|{\"detail\":[{\"msg\":\"field required\",\"input\":\"secret prompt\"}]}|INVALID_REQUEST",
                "429|{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}|PROVIDER_RATE_LIMITED",
                "429|{\"error\":{\"message\":\"You exceeded your current quota\",\"type\":\"insufficient_quota\"}}|PROVIDER_QUOTA",
                "429|{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"no\",\"code\":\"enforced_spend_limit_reached\"}}|PROVIDER_QUOTA",
                "500|{}|PROVIDER_UNAVAILABLE",
                "502|<html>|PROVIDER_UNAVAILABLE",
                "503|{}|PROVIDER_UNAVAILABLE",
                "529|{}|PROVIDER_UNAVAILABLE",
                "501|{}|INVALID_REQUEST",
                "418|{}|INVALID_REQUEST",
                "0|{\"error\":{\"code\":529,\"message\":\"x\"}}|PROVIDER_UNAVAILABLE"
            })
    void aStatusAndABodyMeanACode(int status, String body, FailureCode code) {
        assertThat(failure(status, body.getBytes(StandardCharsets.UTF_8)).code())
                .isEqualTo(code);
    }

    @Test
    void onlyTheReasonIsShownAndNotWhatTheBodyEchoes() {
        String body = "{\"detail\":[{\"msg\":\"field required\",\"input\":\"a word of a conversation\"}]}";

        assertThat(failure(422, body.getBytes(StandardCharsets.UTF_8)).text()).isEqualTo("field required");
    }

    static List<RecordedError> recorded() throws IOException {
        return RecordedStreams.errors();
    }

    static boolean present() {
        return RecordedStreams.present();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    @EnabledIf(value = "present", disabledReason = "the recorded streams are not beside this repository")
    void recordedErrorsAreUnderstood(RecordedError error) {
        Failure failure = failure(error.status(), error.body());

        assertThat(failure.code()).isEqualTo(error.means());
        assertThat(failure.text())
                .isNotBlank()
                .doesNotContain("no reason")
                .doesNotContain("sk-", KEY, "\n")
                .hasSizeLessThanOrEqualTo(300);
    }

    private Failure failure(int status, byte[] body) {
        return table.failure(ErrorBody.parse(status, body, 0, body.length), 0);
    }
}

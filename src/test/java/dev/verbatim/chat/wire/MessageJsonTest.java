package dev.verbatim.chat.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Role;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageJsonTest {
    @Test
    void anAnswerNamesItsProviderAndItsExactCost() {
        JsonObject data = written(answer("openai", 42_000_000L));

        assertThat(data.getString("provider")).isEqualTo("openai");
        assertThat(data.getValue("cost")).isEqualTo("0.000042");
    }

    @Test
    void aCostIsNeverInScientificNotation() {
        assertThat(written(answer("openai", 1L)).getValue("cost")).isEqualTo("0.000000000001");
        assertThat(written(answer("openai", 20_000_000_000_000L)).getValue("cost"))
                .isEqualTo("20");
        assertThat(written(answer("openai", 0L)).getValue("cost")).isEqualTo("0");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        assertThat(written(answer(null, null)).fieldNames()).doesNotContain("provider", "cost", "usage", "error");
    }

    @Test
    void aFailedAnswerNamesWhy() {
        assertThat(written(failed(FailureCode.PROVIDER_QUOTA, "No \"money\".")).getValue("error"))
                .isEqualTo(new JsonObject().put("code", "provider_quota").put("message", "No \"money\"."));
        assertThat(written(failed(null, null)).getValue("error"))
                .isEqualTo(new JsonObject().put("code", "internal").put("message", "The reply failed."));
    }

    private static JsonObject written(ChatMessage message) {
        return new JsonObject(Answers.message("lobby", message).text()).getJsonObject("data");
    }

    private static ChatMessage answer(@Nullable String provider, @Nullable Long costPico) {
        return answer(EndStatus.COMPLETE, null, null, provider, costPico);
    }

    private static ChatMessage failed(@Nullable FailureCode error, @Nullable String errorMessage) {
        return answer(EndStatus.FAILED, error, errorMessage, "openai", null);
    }

    private static ChatMessage answer(
            EndStatus status,
            @Nullable FailureCode error,
            @Nullable String errorMessage,
            @Nullable String provider,
            @Nullable Long costPico) {
        return new ChatMessage(
                UUID.randomUUID(),
                2,
                3,
                3,
                Role.ASSISTANT,
                null,
                null,
                "Hello",
                Instant.EPOCH,
                status,
                status == EndStatus.COMPLETE ? EndReason.STOP : null,
                error,
                errorMessage,
                null,
                UUID.randomUUID(),
                "model",
                provider,
                null,
                costPico,
                "",
                "");
    }
}

package dev.verbatim.chat.api;

import dev.verbatim.chat.wire.JsonText;
import dev.verbatim.contract.AttemptContext;
import dev.verbatim.contract.PromptManifest;
import dev.verbatim.contract.ReplyContext;
import dev.verbatim.contract.ShownSummary;

/** What the model saw, as HTTP tells it. Stateless. */
final class ContextAnswer {
    private ContextAnswer() {}

    static String of(ReplyContext shown) {
        JsonText json = JsonText.document()
                .put("messageId", shown.messageId().toString())
                .array("attempts");
        shown.attempts().forEach(attempt -> write(json.object(null), attempt).endObject());
        return json.endArray().text();
    }

    private static JsonText write(JsonText json, AttemptContext attempt) {
        json.put("attempt", attempt.attempt())
                .put("provider", attempt.provider())
                .put("model", attempt.model())
                .put("outcome", attempt.outcome().wire())
                .put("inputTokens", attempt.usage().inputTokens())
                .put("usageSource", attempt.usage().source().wire());
        PromptManifest manifest = attempt.manifest();
        return manifest == null ? json : write(json, manifest).put("truncated", attempt.truncated());
    }

    private static JsonText write(JsonText json, PromptManifest manifest) {
        json.put("strategy", manifest.strategy().wire())
                .put("windowTokens", manifest.windowTokens())
                .put("answerTokens", manifest.answerTokens());
        if (manifest.systemTokens() > 0) {
            json.object("systemPrompt")
                    .put("tokens", manifest.systemTokens())
                    .put("sha256", manifest.systemHash())
                    .endObject();
        }
        ShownSummary summary = manifest.summary();
        if (summary != null) {
            json.object("summary")
                    .put("version", summary.version())
                    .put("throughSeq", summary.throughSeq())
                    .put("tokens", summary.tokens())
                    .endObject();
        }
        json.array("messages");
        manifest.messages()
                .forEach(message -> json.object(null)
                        .put("messageId", message.messageId().toString())
                        .put("tokens", message.tokens())
                        .put("counted", message.counted())
                        .endObject());
        return json.endArray().put("narrowed", manifest.narrowed()).put("continuedChars", manifest.continuedChars());
    }
}

package dev.verbatim.llm.provider.openai;

import dev.verbatim.llm.provider.RecordedStreams.Recorded;
import dev.verbatim.llm.provider.RecordedStreamsContract;
import java.util.List;

/** Chat completions of some twenty servers, as they were recorded. */
class OpenAiRecordedStreamsTest extends RecordedStreamsContract {
    OpenAiRecordedStreamsTest() {
        super(new OpenAiProtocol("max_tokens", false), "openai-chat", 90);
    }

    @Override
    protected List<String> markers(Recorded recorded) {
        String finish = recorded.expected().path("finish").asText();
        return List.of("\"finish_reason\":\"" + finish + "\"", "\"finish_reason\": \"" + finish + "\"");
    }
}

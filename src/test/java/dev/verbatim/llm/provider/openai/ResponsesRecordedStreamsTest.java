package dev.verbatim.llm.provider.openai;

import dev.verbatim.llm.provider.RecordedStreams.Recorded;
import dev.verbatim.llm.provider.RecordedStreamsContract;
import java.util.List;

/** Responses of OpenAI and of servers that imitate it, as they were recorded. */
class ResponsesRecordedStreamsTest extends RecordedStreamsContract {
    ResponsesRecordedStreamsTest() {
        super(new ResponsesProtocol(), "openai-responses", 41);
    }

    @Override
    protected List<String> markers(Recorded recorded) {
        return List.of("\"type\":\"response.completed\"", "\"type\": \"response.completed\"");
    }
}

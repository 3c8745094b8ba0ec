package dev.verbatim.llm.provider.anthropic;

import dev.verbatim.llm.provider.RecordedStreams.Recorded;
import dev.verbatim.llm.provider.RecordedStreamsContract;
import dev.verbatim.llm.provider.ReplayAssertions;
import java.util.List;

/** Messages, as they were recorded. */
class AnthropicRecordedStreamsTest extends RecordedStreamsContract {
    private static final List<String> MARKER = List.of("\"message_stop\"");

    AnthropicRecordedStreamsTest() {
        super(new AnthropicProtocol(), "anthropic", 37);
    }

    @Override
    protected List<String> markers(Recorded recorded) {
        return MARKER;
    }

    @Override
    protected boolean hasMarker(Recorded recorded) {
        return ReplayAssertions.endOfMarker(recorded.body(), MARKER) <= recorded.body().length;
    }
}

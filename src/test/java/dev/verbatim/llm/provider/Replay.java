package dev.verbatim.llm.provider;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Usage;
import dev.verbatim.llm.sse.SseParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer's bytes through parser, decoder and answer, without a network; records what a listener would hear. */
public final class Replay implements ProviderListener {
    private static final int MAX_EVENT = 1 << 20;

    public final StringBuilder text = new StringBuilder();
    public final StringBuilder reasoning = new StringBuilder();
    public final StringBuilder refusal = new StringBuilder();
    public final List<String> deltas = new ArrayList<>();
    public @Nullable Usage usage;
    public boolean usageIsTotal;
    public List<ToolCall> toolCalls = List.of();
    public final List<ToolCallPart> parts = new ArrayList<>();

    private final Answer answer = new Answer(new FailureTable(new Reasons("test", List.of())));
    private final SseParser parser;

    public Replay(Protocol protocol) {
        parser = new SseParser(protocol.decoder(answer), MAX_EVENT);
    }

    /** One read of the socket. */
    public Replay feed(byte[] bytes, int from, int to) {
        parser.feed(bytes, from, to - from);
        answer.flush(this);
        return this;
    }

    public Replay feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return feed(bytes, 0, bytes.length);
    }

    public Replay feedByteByByte(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            feed(bytes, i, i + 1);
        }
        return this;
    }

    /** The stream is over, by whatever cause. */
    public ProviderEnd end() {
        answer.atEnd();
        parser.end();
        answer.closeText();
        answer.flush(this);
        ProviderEnd end = answer.end(EndStatus.INTERRUPTED, new Failure(FailureCode.STREAM_CUT, "cut"), null);
        toolCalls = answer.toolCalls();
        return end;
    }

    /** Whether the provider has said its last word, so that nobody waits for the socket to close. */
    public boolean isOver() {
        return answer.isOver();
    }

    @Override
    public void onDelta(DeltaKind kind, String piece) {
        deltas.add(piece);
        switch (kind) {
            case TEXT -> text.append(piece);
            case REASONING -> reasoning.append(piece);
            case REFUSAL -> refusal.append(piece);
        }
    }

    @Override
    public void onToolCall(ToolCallPart part) {
        parts.add(part);
    }

    @Override
    public void onUsage(Usage latest, boolean total) {
        usage = latest;
        usageIsTotal = total;
    }

    @Override
    public void onEnd(ProviderEnd end) {
        throw new AssertionError("an answer does not end by itself");
    }
}

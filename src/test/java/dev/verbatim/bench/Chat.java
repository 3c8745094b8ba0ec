package dev.verbatim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks, reads the answer to its end and asks again. */
final class Chat implements Guest {
    private static final long RETRY_MILLIS = 50;

    private final Load load;
    private final TokenChecker checker = new TokenChecker((sequence, now) -> {});
    private @Nullable Visitor visitor;
    private long askedMicros;
    private boolean asking;
    private boolean answered;
    private boolean began;

    Chat(Load load) {
        this.load = load;
    }

    @Override
    public void joined(Visitor self) {
        visitor = self;
    }

    @Override
    public void text(byte[] frame, int from, int to, long nowMicros) {
        int completed = checker.accept(frame, from, to, nowMicros, load.tally());
        if (completed > 0 && !began) {
            began = true;
            load.tally().firstToken(nowMicros - askedMicros);
        }
    }

    @Override
    public void event(byte[] bytes, int length) throws IOException {
        JsonNode frame = Frames.parse(bytes, length);
        String event = frame.path("event").asText();
        JsonNode data = frame.path("data");
        if (event.equals("sent")) {
            answered = true;
            load.tally().sent(TokenText.nowMicros() - askedMicros);
        } else if (event.equals("error")) {
            refused(frame.toString());
        } else if (data.path("end").asBoolean()) {
            ended(data.path("status").asText());
        }
    }

    /** Asks the next question, unless the load is over. */
    void ask() {
        asking = load.open();
        if (!asking || visitor == null) {
            load.done();
            return;
        }
        answered = false;
        began = false;
        checker.begin();
        askedMicros = TokenText.nowMicros();
        visitor.ask(load.scenario().script());
    }

    private void ended(String status) {
        load.tally().replies++;
        load.tally().saved++;
        if (!status.equals("complete")) {
            load.tally().error("an answer ended as " + status);
        }
        checker.end(load.scenario().tokens(), load.tally());
        ask();
    }

    /** An error after {@code sent} is followed by the answer's end; one before it is all that comes. */
    private void refused(String frame) {
        load.tally().error(frame);
        if (asking && !answered && visitor != null) {
            visitor.loop()
                    .schedule(this::ask, RETRY_MILLIS, TimeUnit.MILLISECONDS)
                    .addListener(EventLoops::rethrow);
        }
    }

    @Override
    public void lost() {
        load.tally().error("a connection was closed by the system");
        load.done();
    }
}

package dev.verbatim.bench;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** One of an audience; reads every answer in the room, and asks when told to. */
final class Viewer implements Guest {
    private final Load load;
    private final Audience audience;
    private final TokenChecker checker;
    private @Nullable Visitor visitor;
    private boolean asking;
    private int answers;

    Viewer(Load load, Audience audience) {
        this.load = load;
        this.audience = audience;
        this.checker = new TokenChecker(audience);
    }

    @Override
    public void joined(Visitor self) {
        visitor = self;
    }

    boolean isPresent() {
        return visitor != null;
    }

    EventLoop loop() {
        return connection().loop();
    }

    void ask() {
        asking = true;
        connection().ask(load.scenario().script());
    }

    @Override
    public void text(byte[] frame, int from, int to, long nowMicros) {
        checker.accept(frame, from, to, nowMicros, load.tally());
    }

    /** Looked through and not parsed: there are a thousand for every answer. */
    @Override
    public void event(byte[] frame, int length) {
        if (Frames.isEnd(frame, length)) {
            ended(Frames.isComplete(frame, length));
        } else if (Frames.isError(frame, length)) {
            load.tally().error(Frames.text(frame, length));
            refused();
        } else if (asking && Frames.isSent(frame, length)) {
            asking = false;
            audience.sent();
        }
    }

    private void ended(boolean complete) {
        if (!complete) {
            load.tally().error("an answer ended before it was complete");
        }
        checker.end(load.scenario().tokens(), load.tally());
        checker.begin();
        answers++;
        audience.ended();
    }

    private void refused() {
        if (asking) {
            asking = false;
            audience.refused(this);
        }
    }

    @Override
    public void lost() {
        load.tally().error("a connection was closed by the system");
        visitor = null;
        audience.left(answers);
    }

    private Visitor connection() {
        if (visitor == null) {
            throw new IllegalStateException("who is not in the room cannot ask");
        }
        return visitor;
    }
}

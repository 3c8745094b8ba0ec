package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A line that flushes when the test says so. */
public final class SlowLine implements Connection {
    public final List<String> written = new ArrayList<>();
    private long unflushed;
    private Runnable drained = () -> {};
    public final List<CloseCode> closes = new ArrayList<>();

    @Override
    public void listen(Consumer<String> onText, Runnable onClosed) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onDrained(Runnable told) {
        drained = told;
    }

    @Override
    public void write(Frame frame) {
        written.add(frame.text());
        unflushed += frame.bytes();
    }

    @Override
    public void flush() {}

    @Override
    public void writeNow(Frame frame) {
        write(frame);
    }

    @Override
    public long unflushed() {
        return unflushed;
    }

    /** Until nothing follows. */
    public void flushAll() {
        while (unflushed > 0) {
            unflushed = 0;
            drained.run();
        }
    }

    @Override
    public void close(CloseCode code) {
        closes.add(code);
    }

    @Override
    public void abort() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean ping() {
        return true;
    }

    @Override
    public String peer() {
        return "test";
    }

    /** So much is taken. */
    public void flush(long bytes) {
        unflushed -= bytes;
        drained.run();
    }

    /** As a line that takes all at once, and does not say so. */
    public void flushInSilence() {
        unflushed = 0;
    }
}

package dev.verbatim.bench;

import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.stream.IntStream;

/** Visitors with a room each who say nothing. */
final class Sleepers implements Crowd {
    private final List<Visitor> visitors;

    Sleepers(Load load, String salt) {
        Sleeper sleeper = new Sleeper(load);
        visitors = IntStream.range(0, load.scenario().connections())
                .mapToObj(i -> new Visitor(load, "bench-" + salt + "-" + i, sleeper))
                .toList();
    }

    @Override
    public List<Visitor> visitors() {
        return visitors;
    }

    @Override
    public void start(EventLoopGroup loop) {}

    private record Sleeper(Load load) implements Guest {
        @Override
        public void joined(Visitor visitor) {}

        @Override
        public void text(byte[] frame, int from, int to, long nowMicros) {
            load.tally().error("words in a room where nobody asked");
        }

        @Override
        public void event(byte[] frame, int length) {
            if (Frames.isError(frame, length)) {
                load.tally().error(Frames.text(frame, length));
            }
        }

        @Override
        public void lost() {
            load.tally().error("a connection was closed by the system");
        }
    }
}

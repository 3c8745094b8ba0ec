package dev.verbatim.bench;

import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * All viewers of one room. The first of them asks; once every viewer that reads has read the answer to its end, it asks
 * again. Of each token it notes when the first and the last viewer had it. On the load client's event loop.
 */
final class Audience implements Crowd, TokenChecker.Arrival {
    private static final long RETRY_MILLIS = 50;

    private final Load load;
    private final List<Visitor> visitors = new ArrayList<>();
    private final List<Viewer> readers = new ArrayList<>();
    private final long[] firstMicros;
    private final int[] arrivals;
    private int present;
    private int ended;
    private int rounds;
    private long askedMicros;
    private boolean began;

    Audience(Load load, String salt) {
        this.load = load;
        Scenario scenario = load.scenario();
        this.firstMicros = new long[scenario.tokens()];
        this.arrivals = new int[scenario.tokens()];
        this.present = scenario.connections() - scenario.stalled();
        for (int i = 0; i < scenario.connections(); i++) {
            visitors.add(new Visitor(load, "bench-" + salt, i < present ? reader() : new StalledViewer(load)));
        }
    }

    private Viewer reader() {
        Viewer viewer = new Viewer(load, this);
        readers.add(viewer);
        return viewer;
    }

    @Override
    public List<Visitor> visitors() {
        return visitors;
    }

    @Override
    public void start(EventLoopGroup loop) {
        loop.submit(this::ask).addListener(EventLoops::rethrow);
    }

    private void ask() {
        if (!load.open()) {
            load.done();
            return;
        }
        Arrays.fill(arrivals, 0);
        ended = 0;
        began = false;
        askedMicros = TokenText.nowMicros();
        readers.stream().filter(Viewer::isPresent).findFirst().ifPresentOrElse(Viewer::ask, load::done);
    }

    @Override
    public void arrived(int sequence, long nowMicros) {
        if (!began) {
            began = true;
            load.tally().firstToken(nowMicros - askedMicros);
        }
        if (sequence >= arrivals.length) {
            load.tally().error("a token beyond the answer's end");
            return;
        }
        if (arrivals[sequence]++ == 0) {
            firstMicros[sequence] = nowMicros;
        }
        if (arrivals[sequence] == present) {
            load.tally().spread(nowMicros - firstMicros[sequence]);
        }
    }

    /** The question is saved. */
    void sent() {
        load.tally().sent(TokenText.nowMicros() - askedMicros);
    }

    /** The question was refused: it is asked again. */
    void refused(Viewer asker) {
        asker.loop().schedule(this::ask, RETRY_MILLIS, TimeUnit.MILLISECONDS).addListener(EventLoops::rethrow);
    }

    /** One viewer has read the answer to its end. */
    void ended() {
        ended++;
        askWhenAllHaveRead();
    }

    /**
     * A viewer is gone; nobody waits for it.
     *
     * @param answers that it had read to their ends
     */
    void left(int answers) {
        present--;
        ended -= answers > rounds ? 1 : 0;
        askWhenAllHaveRead();
    }

    private void askWhenAllHaveRead() {
        if (present == 0) {
            load.done();
        } else if (ended == present) {
            rounds++;
            load.tally().replies++;
            load.tally().saved++;
            ask();
        }
    }
}

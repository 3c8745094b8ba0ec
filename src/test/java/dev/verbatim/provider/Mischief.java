package dev.verbatim.provider;

import java.util.List;
import java.util.Random;

/** Models of the tests' provider that misbehave at random: a few steps, each a fault, in the order of one seed. */
final class Mischief {
    private static final List<String> FAULTS = List.of(
            "answer-%d",
            "answer-%d",
            "answer-%d",
            "answer-%d-d1",
            "burst-%d",
            "drip-%d",
            "no-done-%d",
            "no-usage-%d",
            "odd-lines-%d",
            "usage-everywhere-%d",
            "status-500",
            "status-502",
            "status-503",
            "status-529",
            "status-408",
            "status-409",
            "limited",
            "limited-ms-30",
            "quota",
            "context",
            "filter",
            "status-400",
            "status-404",
            "final",
            "html",
            "json-error",
            "empty",
            "redirect",
            "gzip",
            "cut-head",
            "reset-head",
            "cut-event-%d",
            "cut-between-%d",
            "short-length-%d",
            "reset-%d",
            "silent-head",
            "silent-first",
            "pings-first",
            "stall-%d",
            "stall-pings-%d",
            "error-first",
            "error-event-%d",
            "garbled-%d",
            "huge-event-%d",
            "endless-line-%d");

    private static final String ENDLESS = "endless-1-d2";
    private static final int MOST_STEPS = 3;
    private static final int MOST_TOKENS = 30;
    /** One of so many replies is stopped by a person after its first word. */
    private static final int STOPPED = 20;

    private final Random random;

    Mischief(long seed) {
        random = new Random(seed);
    }

    /** A model that a person will stop: it has no end of its own. */
    static boolean isToBeStopped(String model) {
        return model.equals(ENDLESS);
    }

    synchronized String nextModel() {
        if (random.nextInt(STOPPED) == 0) {
            return ENDLESS;
        }
        int steps = 1 + random.nextInt(MOST_STEPS);
        StringBuilder model = new StringBuilder();
        for (int i = 0; i < steps; i++) {
            String fault = FAULTS.get(random.nextInt(FAULTS.size()));
            int tokens = 1 + random.nextInt(MOST_TOKENS);
            model.append(i == 0 ? "" : "~").append(fault.contains("%d") ? String.format(fault, tokens) : fault);
        }
        return model.toString();
    }
}

package dev.verbatim.bench.storage;

import java.time.Duration;

/**
 * What a command line asks for.
 *
 * @param scenario {@code rows} or {@code aged}
 * @param chats at once, each in a room of its own
 * @param questions that the old lobby has, each with its answer
 * @param rooms that the old database has
 * @param instances of storage's verticle
 */
record Options(
        String scenario, Duration warm, Duration window, int runs, int chats, int questions, int rooms, int instances) {
    private static final int MOST_INSTANCES = 4;

    static Options parse(String[] words) {
        boolean named = words.length > 0 && !words[0].startsWith("--");
        Options options = new Options(
                named ? words[0] : "rows",
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                3,
                256,
                500_000,
                100_000,
                usual());
        if (!options.scenario.equals("rows") && !options.scenario.equals("aged")) {
            throw new IllegalArgumentException("no scenario '" + options.scenario + "': rows or aged");
        }
        for (int i = named ? 1 : 0; i < words.length; i += 2) {
            if (i + 1 == words.length) {
                throw new IllegalArgumentException(words[i] + " needs a value");
            }
            options = options.with(words[i], Integer.parseInt(words[i + 1]));
        }
        return options;
    }

    private Options with(String option, int value) {
        return switch (option) {
            case "--warm" ->
                new Options(scenario, Duration.ofSeconds(value), window, runs, chats, questions, rooms, instances);
            case "--secs" ->
                new Options(scenario, warm, Duration.ofSeconds(value), runs, chats, questions, rooms, instances);
            case "--runs" -> new Options(scenario, warm, window, value, chats, questions, rooms, instances);
            case "--chats" -> new Options(scenario, warm, window, runs, value, questions, rooms, instances);
            case "--questions" -> new Options(scenario, warm, window, runs, chats, value, rooms, instances);
            case "--rooms" -> new Options(scenario, warm, window, runs, chats, questions, value, instances);
            case "--instances" -> new Options(scenario, warm, window, runs, chats, questions, rooms, value);
            default -> throw new IllegalArgumentException("no option '" + option + "'");
        };
    }

    /** A gateway's default on this machine. */
    private static int usual() {
        return Math.min(MOST_INSTANCES, Runtime.getRuntime().availableProcessors());
    }
}

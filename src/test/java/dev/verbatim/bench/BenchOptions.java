package dev.verbatim.bench;

import java.util.List;

/**
 * What the command line asks for: {@code [stream | max] [--chats N] [--tokens N] [--delay-us N] [--warm S] [--secs S]
 * [--runs N] [--only relay | verbatim]}.
 *
 * @param systems the names of the systems to measure, in this order
 */
record BenchOptions(Scenario scenario, LoadPlan.Timing timing, List<String> systems) {
    static final String RELAY = "relay";
    static final String VERBATIM = "verbatim";

    private static final int WARM_SECONDS = 30;
    private static final int WINDOW_SECONDS = 10;
    private static final int WINDOWS = 3;

    /** The options of a command line; an {@link IllegalArgumentException} says what is wrong with it. */
    static BenchOptions parse(String[] arguments) {
        boolean named = arguments.length > 0 && !arguments[0].startsWith("--");
        BenchOptions options = new BenchOptions(
                Scenario.named(named ? arguments[0] : "stream"),
                new LoadPlan.Timing(WARM_SECONDS, WINDOW_SECONDS, WINDOWS),
                List.of(RELAY, VERBATIM));
        for (int i = named ? 1 : 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            }
            options = options.with(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private BenchOptions with(String option, String value) {
        if (option.equals("--only")) {
            return new BenchOptions(scenario, timing, List.of(system(value)));
        }
        int number = number(option, value);
        return switch (option) {
            case "--chats" -> with(new Scenario(scenario.name(), number, scenario.tokens(), scenario.delayMicros()));
            case "--tokens" -> with(new Scenario(scenario.name(), scenario.chats(), number, scenario.delayMicros()));
            case "--delay-us" -> with(new Scenario(scenario.name(), scenario.chats(), scenario.tokens(), number));
            case "--warm" -> with(new LoadPlan.Timing(number, timing.windowSeconds(), timing.windows()));
            case "--secs" -> with(new LoadPlan.Timing(timing.warmSeconds(), number, timing.windows()));
            case "--runs" -> with(new LoadPlan.Timing(timing.warmSeconds(), timing.windowSeconds(), number));
            default -> throw new IllegalArgumentException("no option '" + option + "'");
        };
    }

    private BenchOptions with(Scenario changed) {
        changed.script();
        return new BenchOptions(changed, timing, systems);
    }

    private BenchOptions with(LoadPlan.Timing changed) {
        return new BenchOptions(scenario, changed, systems);
    }

    private static String system(String name) {
        if (!name.equals(RELAY) && !name.equals(VERBATIM)) {
            throw new IllegalArgumentException("no system '" + name + "': " + RELAY + " or " + VERBATIM);
        }
        return name;
    }

    private static int number(String option, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not '" + value + "'", e);
        }
    }
}

package dev.verbatim.bench;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What the command line asks for: {@code [SCENARIO | all | profile [SCENARIO]] [OPTION VALUE]... [--quick]}; the names of
 * scenarios are {@link Scenario}'s, the options are told by {@code scripts/bench --help}.
 *
 * @param name of the file that gets all figures
 */
record BenchOptions(String name, Mode mode, List<Experiment> experiments) {
    private static final String ALL = "all";
    private static final String PROFILE = "profile";
    private static final String DEFAULT = "stream";

    /** What is reported. */
    enum Mode {
        /** One scenario, every figure. */
        ONE,
        /** Every scenario, its main figures. */
        ALL,
        /** One scenario on the gateway alone, and where its time and memory went. */
        PROFILE
    }

    /** The options of a command line; an {@link IllegalArgumentException} says what is wrong with it. */
    static BenchOptions parse(String[] arguments) {
        Deque<String> words = new ArrayDeque<>(Arrays.asList(arguments));
        BenchOptions options = begin(words);
        while (!words.isEmpty()) {
            options = options.with(words.remove(), words);
        }
        return options.withRuns();
    }

    /** Without experiments that have nothing left to measure. */
    private BenchOptions withRuns() {
        List<Experiment> rest = experiments.stream()
                .filter(experiment -> !experiment.runs().isEmpty())
                .toList();
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(name + " does not measure that system");
        }
        return new BenchOptions(name, mode, rest);
    }

    private static BenchOptions begin(Deque<String> words) {
        String first = name(words, DEFAULT);
        if (first.equals(ALL)) {
            return new BenchOptions(
                    ALL, Mode.ALL, Scenario.all().stream().map(Experiment::of).toList());
        }
        if (first.equals(PROFILE)) {
            Experiment experiment = Experiment.of(Scenario.named(name(words, DEFAULT)));
            return new BenchOptions(
                    PROFILE,
                    Mode.PROFILE,
                    List.of(experiment.only(Run.Target.VERBATIM).with(LoadPlan.Timing.profiled())));
        }
        return new BenchOptions(first, Mode.ONE, List.of(Experiment.of(Scenario.named(first))));
    }

    private static String name(Deque<String> words, String otherwise) {
        boolean named = !words.isEmpty() && !words.peek().startsWith("--");
        return named ? words.remove() : otherwise;
    }

    private BenchOptions with(String option, Deque<String> words) {
        if (option.equals("--quick")) {
            return each(experiment -> experiment.with(LoadPlan.Timing.quick()));
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return with(option, words.remove());
    }

    private BenchOptions with(String option, String value) {
        if (option.equals("--only")) {
            return only(value);
        }
        int number = number(option, value);
        return switch (option) {
            case "--chats", "--viewers", "--connections" -> scenario(s -> s.withConnections(number));
            case "--tokens" -> scenario(s -> s.withTokens(number));
            case "--delay-us" -> scenario(s -> s.withDelayMicros(number));
            case "--stalled" -> scenario(s -> s.withStalledPercent(number));
            case "--warm" -> timing(t -> new LoadPlan.Timing(number, t.windowSeconds(), t.windows()));
            case "--secs" -> timing(t -> new LoadPlan.Timing(t.warmSeconds(), number, t.windows()));
            case "--runs" -> timing(t -> new LoadPlan.Timing(t.warmSeconds(), t.windowSeconds(), number));
            default -> throw new IllegalArgumentException("no option '" + option + "'");
        };
    }

    private BenchOptions only(String system) {
        Run.Target target = Arrays.stream(Run.Target.values())
                .filter(known -> known.label().equals(system))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no system '" + system + "': " + Run.Target.labels()));
        return each(experiment -> experiment.only(target));
    }

    private BenchOptions scenario(UnaryOperator<Scenario> change) {
        if (mode == Mode.ALL) {
            throw new IllegalArgumentException("sizes are for one scenario, not for " + ALL);
        }
        BenchOptions changed = each(experiment -> experiment.with(change.apply(experiment.scenario())));
        String scenario = changed.experiments.get(0).scenario().name();
        return mode == Mode.PROFILE ? changed : new BenchOptions(scenario, mode, changed.experiments);
    }

    private BenchOptions timing(UnaryOperator<LoadPlan.Timing> change) {
        return each(experiment -> experiment.with(change.apply(experiment.timing())));
    }

    private BenchOptions each(UnaryOperator<Experiment> change) {
        return new BenchOptions(name, mode, experiments.stream().map(change).toList());
    }

    private static int number(String option, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not '" + value + "'", e);
        }
    }
}

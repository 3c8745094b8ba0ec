package dev.verbatim.bench;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One scenario with its runs, which are reported side by side.
 *
 * @param targets what of it is measured
 */
record Experiment(Scenario scenario, LoadPlan.Timing timing, Set<Run.Target> targets) {
    private static final int OPEN_FILES_BESIDES = 500;
    private static final Path FAILING = Path.of("src", "test", "peers", "failing-first.json");
    /** The breaker never opens, and each reply asks the first provider once. */
    private static final Map<String, String> TIRELESS =
            Map.of("VERBATIM_LLM_BREAKER_FAILURES", "1000000", "VERBATIM_RETRY_RETRIES_BEFORE_FALLBACK", "0");

    Experiment {
        scenario.script();
    }

    static Experiment of(Scenario scenario) {
        return new Experiment(scenario, LoadPlan.Timing.of(scenario.kind()), EnumSet.allOf(Run.Target.class));
    }

    /** The runs, the first of them the one to compare with. */
    List<Run> runs() {
        return runs(scenario).stream()
                .filter(run -> targets.contains(run.target()))
                .toList();
    }

    private static List<Run> runs(Scenario scenario) {
        Run gateway = Run.of(Run.Target.VERBATIM, scenario);
        if (scenario.stalledPercent() > 0) {
            String some = scenario.stalled() + " stalled";
            return List.of(holding("none stalled", scenario.withoutStalled()), holding(some, scenario));
        }
        return switch (scenario.kind()) {
            case CHATS, FANOUT, IDLE -> List.of(Run.of(Run.Target.RELAY, scenario), gateway);
            case PERSIST ->
                List.of(Run.of(Run.Target.INSERTS, scenario.withConnections(InsertClient.CONNECTIONS)), gateway);
            case FAILOVER ->
                List.of(
                        gateway,
                        failing("primary left alone", scenario, Map.of()),
                        failing("each asked in vain", scenario, TIRELESS));
            case HEAP -> List.of(gateway);
        };
    }

    /** A gateway that tells what it holds, and does not close by its heartbeat who does not read. */
    private static Run holding(String label, Scenario scenario) {
        Map<String, String> settings = Map.of("JAVA_OPTS", Memory.TRACKING, "VERBATIM_CHAT_PING_MS", "600000");
        return new Run(label, Run.Target.VERBATIM, scenario, settings);
    }

    /** A gateway whose first provider answers nothing but 503. */
    private static Run failing(String label, Scenario scenario, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("VERBATIM_MODELS", FAILING.toAbsolutePath().toString());
        return new Run(label, Run.Target.VERBATIM, scenario, settings);
    }

    Experiment with(Scenario changed) {
        return new Experiment(changed, timing, targets);
    }

    Experiment with(LoadPlan.Timing changed) {
        return new Experiment(scenario, changed, targets);
    }

    Experiment only(Run.Target target) {
        return new Experiment(scenario, timing, EnumSet.of(target));
    }

    /** Files that one process must be able to hold open. */
    int openFiles() {
        return scenario.connections() + OPEN_FILES_BESIDES;
    }
}

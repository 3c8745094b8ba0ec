package dev.verbatim.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One system under one load.
 *
 * @param label what the report calls it
 * @param settings what the gateway's environment has besides
 */
record Run(String label, Target target, Scenario scenario, Map<String, String> settings) {

    /** What can be measured. */
    enum Target {
        /** The bare Vert.x relay. */
        RELAY,
        /** Plain inserts into the gateway's Postgres, the gateway idle. */
        INSERTS,
        /** The gateway. */
        VERBATIM;

        static String labels() {
            return Arrays.stream(values()).map(Target::label).collect(Collectors.joining(", "));
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Run of(Target target, Scenario scenario) {
        return new Run(target.label(), target, scenario, Map.of());
    }
}

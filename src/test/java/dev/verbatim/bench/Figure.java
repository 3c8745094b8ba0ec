package dev.verbatim.bench;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One figure of a report.
 *
 * @param title head of its column
 * @param key its name in JSON
 * @param digits after the point
 * @param main whether it stands for its scenario where there is little room
 */
record Figure(String title, String key, int digits, boolean main, Value value) {

    /** What a result says, seen beside the one to compare with. */
    interface Value {
        double of(LoadResult result, LoadResult base);
    }

    /** The median of the windows' figures. */
    static Figure window(String title, String key, int digits, ToDoubleFunction<LoadResult.Window> value) {
        return new Figure(title, key, digits, false, (result, base) -> result.median(value));
    }

    /** A figure of the whole run. */
    static Figure run(String title, String key, int digits, ToDoubleFunction<LoadResult> value) {
        return new Figure(title, key, digits, false, (result, base) -> value.applyAsDouble(result));
    }

    Figure asMain() {
        return new Figure(title, key, digits, true, value);
    }

    String of(LoadResult result, LoadResult base) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value.of(result, base));
    }

    String ratio(LoadResult result, LoadResult base) {
        double divisor = value.of(base, base);
        return divisor == 0 ? "-" : String.format(Locale.ROOT, "x %.2f", value.of(result, base) / divisor);
    }
}

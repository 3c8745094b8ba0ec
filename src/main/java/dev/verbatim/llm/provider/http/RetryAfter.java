package dev.verbatim.llm.provider.http;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * When to come back, as a response's headers say: {@code retry-after-ms}, else {@code retry-after} in seconds or as a date, which is
 * measured against the response's own {@code date}, so that our clock does not matter. Beyond a day: a day.
 */
final class RetryAfter {
    private static final double MAX_MS = Duration.ofDays(1).toMillis();

    private RetryAfter() {}

    /** Milliseconds; 0 where the headers say nothing that can be understood. */
    static long millis(MultiMap headers) {
        long millis = number(headers.get("retry-after-ms"), 1);
        if (millis > 0) {
            return millis;
        }
        String after = headers.get("retry-after");
        long seconds = number(after, 1_000);
        return seconds > 0 ? seconds : untilDate(after, headers.get("date"));
    }

    private static long number(@Nullable String text, int unitMs) {
        if (text == null || !text.strip().matches("\\d{1,12}(\\.\\d{1,6})?")) {
            return 0;
        }
        return (long) Math.min(MAX_MS, Math.ceil(Double.parseDouble(text.strip()) * unitMs));
    }

    private static long untilDate(@Nullable String after, @Nullable String date) {
        if (after == null || date == null) {
            return 0;
        }
        try {
            Duration wait = Duration.between(parse(date), parse(after));
            return wait.isNegative() ? 0 : (long) Math.min(MAX_MS, (double) wait.toMillis());
        } catch (DateTimeParseException notADate) {
            return 0;
        }
    }

    private static ZonedDateTime parse(String date) {
        return ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
    }
}

package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReadUsage;
import dev.verbatim.contract.UsageBy;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /api/usage} is asked, taken from the query: {@code from} and {@code to} (a day like {@code 2026-11-01}, its midnight in UTC, or an
 * instant; else the last 30 days), {@code by} (else {@code day}), {@code user} (for the operator: of this one alone), {@code after}, {@code limit},
 * {@code format}. Stateless.
 *
 * @param csv whether the answer is to be CSV, else JSON
 */
record UsageQuestion(ReadUsage ask, boolean csv) {
    static final int MOST_ROWS = 1_000;

    private static final int ROWS = 200;
    private static final int DAYS = 30;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Set<String> KNOWN = Set.of("from", "to", "by", "user", "after", "limit", "format");

    /**
     * The question.
     *
     * @param accepts the header {@code Accept}; empty for none
     * @throws Failure {@code bad_frame} for what it does not understand, {@code forbidden} for somebody else's usage without the scope {@code admin}
     */
    static UsageQuestion of(MultiMap query, String accepts, Identity caller, Instant now) {
        query.names().forEach(UsageQuestion::mustBeKnown);
        Instant to = instant(query, "to", now.truncatedTo(ChronoUnit.MILLIS).plusMillis(1));
        Instant from = instant(query, "from", to.minus(DAYS, ChronoUnit.DAYS));
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw wrong("from is to be before to, and at most 366 days before it");
        }
        ReadUsage ask = new ReadUsage(
                caller.tenant(), userOf(query, caller), from, to, by(query), single(query, "after"), limit(query));
        return new UsageQuestion(ask, isCsv(query, accepts));
    }

    private static void mustBeKnown(String name) {
        if (!KNOWN.contains(name)) {
            throw wrong("there is no parameter of this name; there are from, to, by, user, after, limit, format");
        }
    }

    private static @Nullable String userOf(MultiMap query, Identity caller) {
        String user = single(query, "user");
        if (caller.may(Scope.ADMIN)) {
            return user;
        }
        if (user != null && !user.equals(caller.author().userId())) {
            throw new Failure(FailureCode.FORBIDDEN, "Somebody else's usage needs the scope admin.");
        }
        return caller.author().userId();
    }

    private static UsageBy by(MultiMap query) {
        String name = single(query, "by");
        for (UsageBy by : UsageBy.values()) {
            if (by.wire().equals(name == null ? UsageBy.DAY.wire() : name)) {
                return by;
            }
        }
        throw wrong("by is user, room, model or day");
    }

    private static int limit(MultiMap query) {
        String text = single(query, "limit");
        try {
            int limit = text == null ? ROWS : Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_ROWS) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw wrong("limit is a whole number");
        }
        throw wrong("limit is 1 to " + MOST_ROWS);
    }

    private static boolean isCsv(MultiMap query, String accepts) {
        String format = single(query, "format");
        if (format != null && !format.equals("csv") && !format.equals("json")) {
            throw wrong("format is csv or json");
        }
        return format == null ? accepts.startsWith("text/csv") : format.equals("csv");
    }

    private static Instant instant(MultiMap query, String name, Instant otherwise) {
        String text = single(query, name);
        if (text == null) {
            return otherwise;
        }
        try {
            Instant instant = text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            if (instant.isAfter(Instant.EPOCH) && instant.isBefore(Instant.parse("9999-12-31T00:00:00Z"))) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw wrong(name + " is a day like 2026-11-01 or an instant like 2026-11-01T12:00:00Z");
        }
        throw wrong(name + " is too far away");
    }

    private static @Nullable String single(MultiMap query, String name) {
        List<String> values = query.getAll(name);
        if (values.size() > 1) {
            throw wrong(name + " is there twice");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static Failure wrong(String what) {
        return new Failure(FailureCode.BAD_FRAME, "This cannot be asked: " + what + ".");
    }
}

package dev.verbatim.testing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@link FaultyProvider} does; a model's name starts with the constant's name in lower case, dashes for underscores. */
public enum Fault {
    /** All tokens, the end marker, usage, the last word; the connection stays open for the next request. */
    ANSWER,
    /** As {@code answer}, in one write. */
    BURST,
    /** As {@code answer}, one byte a write. */
    DRIP,
    /** Calls one tool, {@code look_up}, its arguments in so many pieces, and ends; no words. */
    CALL,
    /** The same, but closes after the pieces, without the end of the arguments. */
    CUT_CALL,
    /** As {@code answer} without usage. */
    NO_USAGE,
    /** As {@code answer} up to the end marker and usage; then the connection stays open and nothing follows. */
    NO_DONE,
    /** A JSON error with the status that follows: {@code status-503}. */
    STATUS,
    /** 429 that says to come back after so many milliseconds, in {@code retry-after-ms}. */
    LIMITED_MS,
    /** 429 that says to come back after so many seconds. */
    LIMITED_SECONDS,
    /** 429 that says to come back at a date so many seconds from its own. */
    LIMITED_DATE,
    /** 429 that says nothing more. */
    LIMITED,
    /** 503 that is not to be tried again, as its {@code x-should-retry} says. */
    FINAL,
    /** 429 with {@code enforced_spend_limit_reached} and no time. */
    SPEND_LIMIT,
    /** 400 with {@code content_filter}. */
    FILTER,
    /** As {@code answer}; where the conversation ends with the beginning of it, only what comes after that. */
    GOES_ON,
    /** 400 where the conversation ends with the beginning of an answer, else as {@code answer}. */
    NO_PREFILL,
    /** 400 whose message repeats the request's key. */
    ECHO_KEY,
    /** The tokens, then an error event that repeats the request's key. */
    ECHO_KEY_LATE,
    /** 307 whose location holds the request's key. */
    ECHO_KEY_AWAY,
    /** 429 with {@code insufficient_quota}. */
    QUOTA,
    /** The tokens, then an error event that says so. */
    QUOTA_LATE,
    /** The tokens, then an error event that speaks of a limit. */
    LIMITED_LATE,
    /** 400 with {@code context_length_exceeded}. */
    CONTEXT,
    /** 200 and a login page. */
    HTML,
    /** 200 and a whole completion as JSON, as if nobody had asked for a stream. */
    JSON,
    /** 200 and an error as JSON. */
    JSON_ERROR,
    /** 204. */
    EMPTY,
    /** 307 to {@code /stolen} on the same port. */
    REDIRECT,
    /** 200, an event stream, compressed though nobody asked for it. */
    GZIP,
    /** Reads the request and closes. */
    CUT_HEAD,
    /** Reads the request and resets. */
    RESET_HEAD,
    /** Closes within the event after the tokens. */
    CUT_EVENT,
    /** Closes after the tokens, between two events. */
    CUT_BETWEEN,
    /** As {@code answer}, but its length was announced and is not reached. */
    SHORT_LENGTH,
    /** As {@code answer}, with usage after each token, only the last of which counts. */
    USAGE_EVERYWHERE,
    /** As {@code answer}, in carriage returns, comments, a byte order mark and fields that nobody knows. */
    ODD_LINES,
    /** As {@code answer}, and NUL and half a surrogate pair as one more token. */
    ODD_TEXT,
    /** Closes right after the end marker: no usage, no last word. */
    CUT_FINISHED,
    /** Resets after the tokens. */
    RESET,
    /** Reads the request and says nothing. */
    SILENT_HEAD,
    /** A head and nothing after it. */
    SILENT_FIRST,
    /** A head, and then comments (OpenAI) or pings (Anthropic) for ever. */
    PINGS_FIRST,
    /** The tokens, then nothing. */
    STALL,
    /** The tokens, then comments or pings for ever. */
    STALL_PINGS,
    /** Tokens for ever, whatever the count. */
    ENDLESS,
    /** An error event right after the head. */
    ERROR_FIRST,
    /** The tokens, then an error event. */
    ERROR_EVENT,
    /** The tokens, then an event that is not JSON. */
    GARBLED,
    /** The tokens, then an event of 2 MB. */
    HUGE_EVENT,
    /** The tokens and the end marker, then an event of 2 MB. */
    HUGE_FINISHED,
    /** The tokens, then a line that never ends. */
    ENDLESS_LINE;

    private static final Pattern NAME = Pattern.compile("([a-z-]+?)(?:-(\\d+))?(?:-d(\\d+))?");

    /**
     * What a model's name asks for.
     *
     * @param number tokens, or the status
     */
    record Plan(Fault fault, int number, long delayMs) {}

    /**
     * What a model's name asks for when it is asked for the n-th time about the same question: its steps are split by {@code ~}, the last one
     * stays.
     */
    static Plan of(String model, int times) {
        String[] steps = model.substring(model.startsWith("claude-") ? "claude-".length() : 0)
                .split("~");
        return of(steps[Math.min(times, steps.length - 1)]);
    }

    /** A model's name read; {@code answer} with the default tokens for any other name. */
    static Plan of(String model) {
        Matcher matcher = NAME.matcher(model);
        boolean matches = matcher.matches();
        String name = matches ? matcher.group(1) : "";
        int number = matches && matcher.group(2) != null
                ? Integer.parseInt(matcher.group(2))
                : FaultyProvider.DEFAULT_TOKENS;
        long delay = matches && matcher.group(3) != null ? Long.parseLong(matcher.group(3)) : 0;
        return Arrays.stream(values())
                .filter(fault -> fault.wire().equals(name))
                .min(Comparator.naturalOrder())
                .map(fault -> new Plan(fault, number, delay))
                .orElse(new Plan(ANSWER, FaultyProvider.DEFAULT_TOKENS, 0));
    }

    private String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.verbatim.llm.provider;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The one place where what a provider said becomes a {@link FailureCode}, by the first of these that knows it: the body's own
 * words, where they are precise; its sentence, where providers put the fact nowhere else; the HTTP status; and for an error
 * inside a stream, which has no status, the body's general words. Words come from the providers' documents and from 74 of
 * their recorded error bodies.
 *
 * <p>The message is the provider's reason, without secrets. Immutable, any thread.
 */
public final class FailureTable {
    private record Words(FailureCode code, Set<String> any) {}

    private record Phrases(FailureCode code, Set<Integer> statuses, List<String> any) {}

    private record Statuses(FailureCode code, int from, int to) {}

    private static final int UNAUTHORIZED = 401;
    private static final int BAD_REQUEST = 400;

    private static final Words KEY_REFUSED = new Words(
            FailureCode.PROVIDER_AUTH,
            Set.of("invalid_api_key", "api_key_invalid", "authentication_error", "invalid_authentication"));

    private static final List<Words> PRECISE = List.of(
            new Words(
                    FailureCode.PROVIDER_QUOTA,
                    Set.of(
                            "insufficient_quota",
                            "billing_error",
                            "billing_hard_limit_reached",
                            "billing_not_active",
                            "enforced_spend_limit_reached",
                            "insufficient_balance",
                            "insufficient_credits")),
            new Words(
                    FailureCode.CONTEXT_TOO_LONG,
                    Set.of(
                            "context_length_exceeded",
                            "exceed_context_size_error",
                            "request_too_large",
                            "string_above_max_length",
                            "too_many_tokens")),
            new Words(
                    FailureCode.CONTENT_FILTERED,
                    Set.of(
                            "content_filter",
                            "content_policy_violation",
                            "moderation_blocked",
                            "responsibleaipolicyviolation")),
            KEY_REFUSED,
            new Words(
                    FailureCode.INVALID_REQUEST, Set.of("model_not_found", "model_not_active", "not_supported_error")));

    private static final List<Phrases> SENTENCES = List.of(
            new Phrases(
                    FailureCode.CONTEXT_TOO_LONG,
                    Set.of(0, 400, 413, 422, 500),
                    List.of(
                            "context length",
                            "context size",
                            "context window",
                            "input token count",
                            "maximum number of tokens",
                            "prompt is too long",
                            "too many tokens")),
            new Phrases(
                    FailureCode.PROVIDER_QUOTA,
                    Set.of(0, 400, 403, 429),
                    List.of("credit balance", "insufficient balance", "spend limit", "spending limit")),
            new Phrases(
                    FailureCode.PROVIDER_AUTH,
                    Set.of(400),
                    List.of("incorrect api key", "invalid api key", "api key not valid")),
            new Phrases(
                    FailureCode.CONTENT_FILTERED,
                    Set.of(0, 400, 403),
                    List.of("content management policy", "content policy", "flagged", "moderation")),
            new Phrases(FailureCode.INVALID_REQUEST, Set.of(403), List.of("access to model", "access to the model")));

    private static final List<Statuses> STATUSES = List.of(
            new Statuses(FailureCode.BAD_RESPONSE, 100, 399),
            new Statuses(FailureCode.PROVIDER_AUTH, 401, 401),
            new Statuses(FailureCode.PROVIDER_QUOTA, 402, 402),
            new Statuses(FailureCode.PROVIDER_AUTH, 403, 403),
            new Statuses(FailureCode.PROVIDER_AUTH, 407, 407),
            new Statuses(FailureCode.PROVIDER_UNAVAILABLE, 408, 409),
            new Statuses(FailureCode.CONTEXT_TOO_LONG, 413, 413),
            new Statuses(FailureCode.PROVIDER_UNAVAILABLE, 425, 425),
            new Statuses(FailureCode.PROVIDER_RATE_LIMITED, 429, 429),
            new Statuses(FailureCode.INVALID_REQUEST, 400, 499),
            new Statuses(FailureCode.INVALID_REQUEST, 501, 501),
            new Statuses(FailureCode.PROVIDER_UNAVAILABLE, 500, 599));

    private static final List<Words> GENERAL = List.of(
            new Words(
                    FailureCode.PROVIDER_RATE_LIMITED,
                    Set.of("rate_limit_error", "rate_limit_exceeded", "too_many_requests")),
            new Words(FailureCode.PROVIDER_AUTH, Set.of("permission_error", "unauthorized", "forbidden")),
            new Words(
                    FailureCode.INVALID_REQUEST, Set.of("invalid_request_error", "not_found_error", "badrequesterror")),
            new Words(FailureCode.TIMEOUT, Set.of("timeout_error")));

    private final Reasons reasons;

    public FailureTable(Reasons reasons) {
        this.reasons = reasons;
    }

    /** A word of the provider's own, such as why its answer ended, in one short line and without secrets. */
    public String word(String raw) {
        return reasons.clean(raw);
    }

    /**
     * The failure that an error is.
     *
     * @param retryAfterMs what the response's headers asked for, in milliseconds; 0: nothing
     */
    public Failure failure(ProviderError error, long retryAfterMs) {
        return new Failure(code(error), reasons.of(error), retryAfterMs);
    }

    /** The code alone. */
    public static FailureCode code(ProviderError error) {
        for (Words row : PRECISE) {
            if (has(row, error)) {
                return row.code();
            }
        }
        String sentence = error.message() == null ? "" : error.message().toLowerCase(Locale.ROOT);
        for (Phrases row : SENTENCES) {
            if (row.statuses().contains(error.status()) && row.any().stream().anyMatch(sentence::contains)) {
                return row.code();
            }
        }
        return byStatus(error);
    }

    /**
     * Whether the key itself was refused: {@code provider_auth} by a precise word or sentence or by 401. A 403 may be about one model or
     * come from a proxy's page, a 407 is a proxy's own.
     */
    public static boolean refusesKey(ProviderError error) {
        boolean byStatus = error.status() == UNAUTHORIZED || error.status() == BAD_REQUEST;
        return code(error) == FailureCode.PROVIDER_AUTH && (byStatus || has(KEY_REFUSED, error));
    }

    private static FailureCode byStatus(ProviderError error) {
        for (Statuses row : STATUSES) {
            if (row.from() <= error.status() && error.status() <= row.to()) {
                return row.code();
            }
        }
        for (Words row : GENERAL) {
            if (has(row, error)) {
                return row.code();
            }
        }
        return FailureCode.PROVIDER_UNAVAILABLE;
    }

    private static boolean has(Words row, ProviderError error) {
        return row.any().stream().anyMatch(word -> error.words().contains(' ' + word + ' '));
    }
}

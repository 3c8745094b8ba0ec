package dev.verbatim.chat.auth;

import org.jspecify.annotations.Nullable;

/**
 * What a look at a token found, for operators: whoever brought it is never told more than that it is not good.
 *
 * @param broken the first rule that it breaks; null: it is good
 * @param detail in one sentence, without the token; empty for a good one
 * @param bearer who it is for; null unless it is good
 */
public record TokenVerdict(
        @Nullable TokenRule broken, String detail, @Nullable Identity bearer) {
    static TokenVerdict good(Identity bearer) {
        return new TokenVerdict(null, "", bearer);
    }

    static TokenVerdict refused(TokenRule broken, String detail) {
        return new TokenVerdict(broken, detail, null);
    }

    /** Whether it lets its bearer in. */
    public boolean isGood() {
        return bearer != null;
    }
}

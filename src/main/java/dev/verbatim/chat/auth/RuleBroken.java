package dev.verbatim.chat.auth;

/** A token breaks a rule. Stackless: strangers bring such tokens as often as they like. */
final class RuleBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TokenRule rule;
    private final String detail;

    /**
     * A broken rule.
     *
     * @param detail for operators; holds no part of the token's signature
     */
    RuleBroken(TokenRule rule, String detail) {
        super(detail, null, false, false);
        this.rule = rule;
        this.detail = detail;
    }

    TokenRule rule() {
        return rule;
    }

    String detail() {
        return detail;
    }

    /** Fails unless something holds. */
    static void unless(boolean holds, TokenRule rule, String detail) {
        if (!holds) {
            throw new RuleBroken(rule, detail);
        }
    }
}

package dev.verbatim.llm.provider;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A provider's reason as a person may read it: its own sentence in one line, at most {@value #MAX_LENGTH} characters, without our key
 * and without anything that looks like one. Immutable, any thread.
 */
public final class Reasons {
    private static final int MAX_LENGTH = 300;
    /** Providers' messages are short; what is longer is not searched for secrets but cut off before. */
    private static final int MAX_SEARCHED = 4_000;

    private static final int MIN_SECRET_LENGTH = 6;
    private static final String HIDDEN = "[hidden]";

    private record Rule(Pattern secret, String replacement) {}

    private static final List<Rule> RULES = List.of(
            new Rule(Pattern.compile("(?i)(api key provided:?\\s+)\\S+"), "$1" + HIDDEN),
            new Rule(Pattern.compile("(?i)\\b(bearer\\s+)\\S+"), "$1" + HIDDEN),
            new Rule(Pattern.compile("(?i)([?&](?:api_?key|key|token|access_token)=)[^&\\s\"]+"), "$1" + HIDDEN),
            new Rule(Pattern.compile("\\b(?:sk|pk|rk|gsk|xai|key)[-_][\\w*.-]{6,}"), HIDDEN),
            new Rule(Pattern.compile("\\bAIza[\\w-]{10,}"), HIDDEN),
            new Rule(Pattern.compile("//[^/@\\s]+@"), "//" + HIDDEN + "@"));

    private final String provider;
    private final List<String> keys;

    /**
     * Reasons of one provider.
     *
     * @param provider its name in the catalogue
     * @param keys all our keys for it, of which none is ever shown
     */
    public Reasons(String provider, List<String> keys) {
        this.provider = provider;
        this.keys =
                keys.stream().filter(key -> key.length() >= MIN_SECRET_LENGTH).toList();
    }

    /** The provider's sentence, or one of our own where it gave none. */
    public String of(ProviderError error) {
        String message = error.message();
        if (message != null) {
            return clean(message);
        }
        return own(
                error.status() == 0
                        ? "reported an error without a reason"
                        : "answered with status " + error.status() + " and no reason");
    }

    /** A sentence of ours about the provider; {@code what} holds nothing from outside. */
    public String own(String what) {
        return provider + " " + what + ".";
    }

    /** Any text that came from outside, made fit to be shown. */
    public String clean(String text) {
        String clean = text.length() > MAX_SEARCHED ? text.substring(0, MAX_SEARCHED) : text;
        for (String key : keys) {
            clean = clean.replace(key, HIDDEN);
        }
        for (Rule rule : RULES) {
            clean = rule.secret().matcher(clean).replaceAll(rule.replacement());
        }
        return cut(oneLine(clean));
    }

    /** Whether a text holds one of our keys. */
    public boolean hasSecret(String text) {
        return keys.stream().anyMatch(text::contains);
    }

    private static String oneLine(String text) {
        return WellFormed.of(text).replaceAll("[\\s\\p{Cc}\\p{Cf}]+", " ").strip();
    }

    private static String cut(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 2)) ? MAX_LENGTH - 2 : MAX_LENGTH - 1;
        return text.substring(0, end) + "…";
    }
}

package dev.verbatim.testing;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys, secrets and words of the tests, made so that they are recognised wherever they turn up: {@link CanaryExtension} fails a test class
 * that lets one of them, or any signed token, be where it does not belong.
 */
public final class Canary {
    /** The key of a provider. */
    public static final String KEY = "sk-c4nary-key-of-the-tests";

    /** What signs tokens. */
    public static final String SECRET = "a-c4nary-secret-of-the-tests-0123456789abcdef";

    /** What people and models say; a model's words are this with a number. */
    public static final String WORD = "c4nary";

    /** Every JSON object that begins a token is this in base64url. */
    private static final String TOKEN = "eyJ";

    /** A signed token, as a regular expression. */
    static final String SIGNED = TOKEN + "[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]{8,}";

    private static final Pattern SIGNED_TOKEN = Pattern.compile(SIGNED);

    private Canary() {}

    /** Whether a text holds one. */
    public static boolean isIn(@Nullable String text) {
        return text != null
                && (text.contains(WORD)
                        || (text.contains(TOKEN) && SIGNED_TOKEN.matcher(text).find()));
    }

    static boolean isInAny(@Nullable Object @Nullable [] values) {
        if (values != null) {
            for (Object value : values) {
                if (value instanceof Throwable thrown ? isInThrown(thrown) : isIn(String.valueOf(value))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a throwable, a cause of it or one that it suppressed says one. */
    static boolean isInThrown(@Nullable Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < 50; depth++) {
            if (isIn(each.toString()) || isInAny(each.getSuppressed())) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    static boolean isInValues(@Nullable Map<String, String> values) {
        return values != null && isInAny(values.values().toArray());
    }
}

package dev.verbatim.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the provider answers, told by the model's name: {@code bench-t200-d20000} is 200 tokens, one each 20,000 µs.
 *
 * @param tokens 1 to 65,536
 * @param delayMicros between two tokens; 0: as fast as the reader takes them, still one write a token
 */
record ModelScript(int tokens, int delayMicros) {
    private static final Pattern NAME = Pattern.compile("bench-t(\\d{1,6})-d(\\d{1,9})");

    ModelScript {
        if (tokens < 1 || tokens > TokenText.MAX_TOKENS) {
            throw new IllegalArgumentException("tokens must be 1 to " + TokenText.MAX_TOKENS + ", not " + tokens);
        }
        if (delayMicros < 0) {
            throw new IllegalArgumentException("the delay must not be negative, but is " + delayMicros);
        }
    }

    /** The script found in a text that holds a model's name, or null. */
    static @Nullable ModelScript in(String text) {
        Matcher name = NAME.matcher(text);
        return name.find() ? new ModelScript(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2))) : null;
    }

    String modelName() {
        return "bench-t" + tokens + "-d" + delayMicros;
    }
}

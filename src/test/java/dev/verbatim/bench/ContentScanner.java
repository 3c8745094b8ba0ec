package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.buffer.Buffer;

/**
 * Finds the texts in a stream of chat completion events without parsing them, as little work as a relay can do. A line
 * that a read cut is kept for the next. The texts stay escaped as JSON has them, and are ASCII, as the fast
 * provider writes them.
 */
final class ContentScanner {
    private static final String CONTENT = "\"content\":\"";

    private String rest = "";
    private boolean sawEnd;

    /** The texts of all lines that are complete after this read, joined. */
    String take(Buffer read) {
        String text = rest + read.toString(ISO_8859_1);
        int end = text.lastIndexOf('\n') + 1;
        rest = text.substring(end);
        StringBuilder contents = new StringBuilder();
        int at = text.indexOf(CONTENT);
        while (at >= 0 && at < end) {
            int from = at + CONTENT.length();
            int to = closingQuote(text, from);
            contents.append(text, from, to);
            at = text.indexOf(CONTENT, to);
        }
        sawEnd |= text.lastIndexOf("data: [DONE]", end) >= 0;
        return contents.toString();
    }

    /** Whether the provider said that it was done. */
    boolean sawEnd() {
        return sawEnd;
    }

    private static int closingQuote(String text, int from) {
        int at = from;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }
}

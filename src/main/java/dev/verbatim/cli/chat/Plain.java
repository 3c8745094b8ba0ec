package dev.verbatim.cli.chat;

/** Text of other people and of models, made harmless for a terminal: no control characters but line end and tab, so that nobody's words move its cursor. */
final class Plain {
    private Plain() {}

    static String text(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().filter(Plain::isHarmless).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    /** The same on one line. */
    static String line(String text) {
        return text(text).replace('\n', ' ').replace('\t', ' ');
    }

    private static boolean isHarmless(int codePoint) {
        return codePoint == '\n' || codePoint == '\t' || !Character.isISOControl(codePoint);
    }
}

package dev.verbatim.demo.answer;

import java.util.regex.Pattern;

/** People's words inside an answer: one line, at most 60 characters, markdown taken literally. */
final class Quote {

    private static final int LONGEST = 60;
    private static final Pattern GAP = Pattern.compile("\\s++");
    private static final Pattern MARKUP = Pattern.compile("[\\\\`*_\\[\\]<>~|]");

    private Quote() {}

    static String of(String text) {
        String line = GAP.matcher(cut(text, 4 * LONGEST)).replaceAll(" ").strip();
        String shortened = line.codePointCount(0, line.length()) > LONGEST
                ? cut(line, LONGEST).strip() + "…"
                : line;
        return "“" + MARKUP.matcher(shortened).replaceAll("\\\\$0") + "”";
    }

    /** At most so many characters (code points), whole. */
    static String cut(String text, int characters) {
        boolean fits = text.length() <= characters || text.codePointCount(0, text.length()) <= characters;
        return fits ? text : text.substring(0, text.offsetByCodePoints(0, characters));
    }
}

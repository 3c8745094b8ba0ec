package dev.verbatim.demo.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts text into pieces about as long as a model's tokens: a word with the space before it, up to 3 digits, up to 2
 * syllables of Hangul, one ideograph, one mark, one emoji with all its parts.
 *
 * <p>A rough count of our own, no provider's vocabulary: plausible, not exact. The pieces put together are the text, and none ends inside a
 * surrogate pair. Stateless; time grows linearly with the text.
 */
public final class Tokens {

    // Not \X: its time grows with the square of a run of combining marks.
    private static final String MARKS = "[\\p{M}\\x{1F3FB}-\\x{1F3FF}]{0,8}+";
    private static final String CLUSTER =
            "[\\x{1F1E6}-\\x{1F1FF}]{2}|(?s:.)" + MARKS + "(?:\\x{200D}(?s:.)" + MARKS + "){0,8}+";
    private static final Pattern PIECE = Pattern.compile(
            "\\n++| ?(?:[\\p{IsLatin}\\p{IsCyrillic}\\p{IsGreek}]{1,12}+|\\d{1,3}+|[가-힣]{1,2}+|" + CLUSTER + ")");

    private Tokens() {}

    public static List<String> split(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(text);
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces;
    }

    public static int count(String text) {
        int count = 0;
        for (Matcher matcher = PIECE.matcher(text); matcher.find(); ) {
            count++;
        }
        return count;
    }
}

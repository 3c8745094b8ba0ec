package dev.verbatim.demo.answer;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The languages the demo speaks. An explicit wish counts most (in the system prompt, then in the message), then the
 * words of the message, then those of earlier ones; English if nothing tells.
 */
enum Language {
    ENGLISH,
    KOREAN;

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern WANTS_KOREAN = Pattern.compile("\\b(?:in|use|speak) korean\\b|한국어로|한국말로|우리말로", FLAGS);
    private static final Pattern WANTS_ENGLISH = Pattern.compile("\\b(?:in|use|speak) english\\b|영어로", FLAGS);
    private static final Pattern WORD_GAP = Pattern.compile("[\\s\\p{Punct}]++");

    /** Quoted words and code say nothing about the language somebody speaks; neither does a command's name. */
    private static final Pattern FOREIGN_PARTS =
            Pattern.compile("```[\\s\\S]*?(?:```|$)|`[^`\\n]*+`|[\"“][^\"”\\n]*+[\"”]|^\\s*+/\\w++|https?://\\S++");

    /** Enough to tell a language by, and a bound on the work. */
    private static final int SAMPLE = 2000;

    static Language of(Conversation conversation) {
        Language wished = wished(conversation.system());
        if (wished != null) {
            return wished;
        }
        List<Said> said = conversation.said();
        for (int i = said.size() - 1; i >= 0; i--) {
            Language spoken = spoken(said.get(i).text());
            if (spoken != null) {
                return spoken;
            }
        }
        return ENGLISH;
    }

    private static @Nullable Language wished(String text) {
        String sample = Quote.cut(text, SAMPLE);
        if (WANTS_KOREAN.matcher(sample).find()) {
            return KOREAN;
        }
        return WANTS_ENGLISH.matcher(sample).find() ? ENGLISH : null;
    }

    private static @Nullable Language spoken(String text) {
        Language wished = wished(text);
        if (wished != null) {
            return wished;
        }
        String[] words =
                WORD_GAP.split(FOREIGN_PARTS.matcher(Quote.cut(text, SAMPLE)).replaceAll(" "));
        long korean = Stream.of(words).filter(Language::isKorean).count();
        long latin = Stream.of(words).filter(Language::isLatin).count();
        if (korean == 0 && latin == 0) {
            return null;
        }
        // Korean sentences end in their verb, also those that are full of English terms.
        boolean endsKorean = isKorean(words[words.length - 1]);
        return korean >= latin || (endsKorean && 4 * korean >= latin) ? KOREAN : ENGLISH;
    }

    private static boolean isKorean(String word) {
        return word.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HANGUL);
    }

    private static boolean isLatin(String word) {
        return !isKorean(word)
                && word.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN);
    }
}

package dev.verbatim.demo.answer;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody's words.
 *
 * @param speaker whose; empty where only one person speaks
 */
record Said(String speaker, String text) {

    /** How a gateway tells a model who speaks where several do: one line before the words, up to a colon. */
    private static final Pattern NAMED = Pattern.compile("([^:\\n]{1,80}+): (.*+)", Pattern.DOTALL);

    /** Names are taken for names only where every text has one, and not all of them the same: a colon alone says nothing. */
    static List<Said> of(List<String> texts) {
        List<Said> named = texts.stream()
                .map(NAMED::matcher)
                .filter(Matcher::matches)
                .map(Said::of)
                .toList();
        long speakers = named.stream().map(Said::speaker).distinct().count();
        return speakers > 1 && named.size() == texts.size()
                ? named
                : texts.stream().map(text -> new Said("", text)).toList();
    }

    private static Said of(Matcher named) {
        return new Said(Objects.requireNonNull(named.group(1)), Objects.requireNonNull(named.group(2)));
    }
}

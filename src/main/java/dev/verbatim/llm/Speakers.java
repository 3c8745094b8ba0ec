package dev.verbatim.llm;

import dev.verbatim.contract.PromptTurn;
import dev.verbatim.contract.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who says what, told to the model inside the user's turn: {@code name: } before each text, only where more than one person speaks.
 * Nobody's words ever become a system prompt. Two people of one name get a number; a name is one line of at most 64 characters.
 */
final class Speakers {
    private static final int MAX_NAME = 64;
    private static final String NAMELESS = "user";

    private static final String MODEL = "assistant";

    private final Map<String, String> people = new HashMap<>();

    Speakers(List<PromptTurn> turns) {
        Set<String> names = new HashSet<>(Set.of(MODEL));
        for (PromptTurn turn : turns) {
            if (turn.role() == Role.USER) {
                people.computeIfAbsent(key(turn), id -> unique(oneLine(turn.name()), names));
            }
        }
    }

    /** What goes before a turn's text; mostly nothing. */
    String prefix(PromptTurn turn) {
        return turn.role() == Role.USER && people.size() > 1 ? speaker(turn) + ": " : "";
    }

    /** Whose turn it is, in one line; nobody else in the conversation is called the same. */
    String speaker(PromptTurn turn) {
        return turn.role() == Role.USER ? people.getOrDefault(key(turn), NAMELESS) : MODEL;
    }

    private static String key(PromptTurn turn) {
        return turn.userId() == null ? "" : turn.userId();
    }

    private static String unique(String name, Set<String> names) {
        String candidate = name;
        for (int i = 2; !names.add(candidate); i++) {
            candidate = name + ' ' + i;
        }
        return candidate;
    }

    private static String oneLine(@Nullable String name) {
        if (name == null) {
            return NAMELESS;
        }
        String line = name.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}:]+", " ").strip();
        String bounded = line.codePointCount(0, line.length()) > MAX_NAME
                ? line.substring(0, line.offsetByCodePoints(0, MAX_NAME))
                : line;
        return bounded.isEmpty() ? NAMELESS : bounded;
    }
}

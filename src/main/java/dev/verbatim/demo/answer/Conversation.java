package dev.verbatim.demo.answer;

import java.util.List;

/**
 * All that was sent with a request, oldest turn first.
 *
 * @param system the system prompt, empty when there is none
 */
public record Conversation(String system, List<Turn> turns) {

    public Conversation {
        turns = List.copyOf(turns);
    }

    public enum Role {
        USER,
        ASSISTANT
    }

    public record Turn(Role role, String text) {}

    /** What people wrote, oldest first. */
    List<Said> said() {
        return Said.of(turns.stream()
                .filter(turn -> turn.role() == Role.USER)
                .map(Turn::text)
                .toList());
    }
}

package dev.verbatim.contract;

import java.util.List;

/**
 * Who looks at a room at one moment: each person once, however many connections they have.
 *
 * @param count how many
 * @param people by user id; none where they are too many to be named
 */
public record Crowd(int count, List<Person> people) {
    public static final Crowd NOBODY = new Crowd(0, List.of());

    /** Whether everybody is named. */
    public boolean isNamed() {
        return people.size() == count;
    }
}

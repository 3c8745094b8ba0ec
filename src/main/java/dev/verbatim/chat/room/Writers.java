package dev.verbatim.chat.room;

import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MemberRole;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is writing in one room, as far as it is worth a word: of one person once in a while, of all of them a few a second, of those who only
 * read never. What is too much is not told later: somebody who goes on writing says so again.
 */
final class Writers {
    private static final long SAME_PERSON_MS = 2_500;
    private static final long SECOND_MS = 1_000;
    private static final int MOST_A_SECOND = 3;

    private final Map<String, Long> told = new HashMap<>();
    private final Set<String> readers = new HashSet<>();
    private long second;
    private int inSecond;

    /** What somebody is in the room, who looks at it from now on. */
    void seated(String userId, @Nullable MemberRole role) {
        if (role == MemberRole.VIEWER) {
            readers.add(userId);
        } else {
            readers.remove(userId);
        }
    }

    void apply(MemberChanged changed) {
        seated(
                changed.member().userId(),
                changed.removed() ? null : changed.member().role());
    }

    /** Whether the others are to hear that this person writes. */
    boolean isNews(String userId, long nowMs) {
        if (readers.contains(userId) || told.getOrDefault(userId, -SAME_PERSON_MS) + SAME_PERSON_MS > nowMs) {
            return false;
        }
        if (nowMs - second >= SECOND_MS) {
            second = nowMs;
            inSecond = 0;
        }
        if (++inSecond > MOST_A_SECOND) {
            return false;
        }
        told.put(userId, nowMs);
        return true;
    }

    /** How many are remembered. */
    int size() {
        return told.size();
    }

    /** Forgets those who have not written for a while. */
    void tick(long nowMs) {
        if (!told.isEmpty()) {
            told.values().removeIf(at -> at + SAME_PERSON_MS <= nowMs);
        }
    }
}

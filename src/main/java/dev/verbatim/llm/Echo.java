package dev.verbatim.llm;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether a model that was given the beginning of an answer goes on from there or says it again. The first words are held back until
 * that is certain: as soon as they differ from the beginning, or as {@value #CERTAIN} characters are the same, or as blanks are all that
 * comes: no beginning is held back for longer than {@value #MOST_HELD} characters.
 */
final class Echo {
    /** So much in common is no accident; a shorter beginning is not worth continuing. */
    static final int CERTAIN = 32;

    private static final int MOST_HELD = 256;

    private final String beginning;
    private final StringBuilder held = new StringBuilder();
    private boolean decided;

    /**
     * Nothing heard yet.
     *
     * @param beginning empty, or at least {@value #CERTAIN} characters
     */
    Echo(String beginning) {
        this.beginning = beginning;
        this.decided = beginning.isEmpty();
    }

    /** What of the text so far can be shown now, maybe nothing; null where it is the beginning said again. */
    @Nullable
    String hear(String piece) {
        if (decided) {
            return piece;
        }
        held.append(piece);
        String said = held.toString().stripLeading();
        int length = Math.min(CERTAIN, said.length());
        boolean same = beginning.startsWith(said.substring(0, length));
        if (same && length == CERTAIN) {
            return null;
        }
        return same && held.length() <= MOST_HELD ? "" : rest();
    }

    /** Nothing more comes: what is held back after all. */
    String rest() {
        String all = decided ? "" : held.toString();
        decided = true;
        return all;
    }
}

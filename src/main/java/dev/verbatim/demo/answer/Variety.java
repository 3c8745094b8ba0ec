package dev.verbatim.demo.answer;

import java.util.List;

/** Picks among wordings: differently from conversation to conversation, always the same for the same one. */
record Variety(int seed) {

    static Variety of(Conversation conversation) {
        // String.hashCode is specified; a record's or an enum's is not the same in every run.
        int seed = conversation.system().hashCode();
        for (Conversation.Turn turn : conversation.turns()) {
            seed = 31 * seed + turn.text().hashCode();
        }
        return new Variety(seed);
    }

    /** @param slot tells the places of one answer apart, so that they do not vary in step */
    String pick(String slot, List<String> wordings) {
        int mixed = (seed ^ slot.hashCode()) * 0x9E3779B9;
        return wordings.get(Math.floorMod(mixed >>> 8, wordings.size()));
    }
}

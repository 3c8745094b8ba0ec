package dev.verbatim.chat.room;

import dev.verbatim.chat.connection.DeltaSource;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.chat.wire.JsonText;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.RoomKey;
import java.util.UUID;

/**
 * The text of one attempt of a reply, as far as it was heard, and how far viewers have been sent it. It only grows: another attempt is
 * another object, so that a viewer who is behind can still be given a range of this one.
 */
final class RunText implements DeltaSource {
    private static final int FRAME_ROOM = 48;

    private final long epoch;
    private final int attempt;
    private final String head;
    private final Strand text = new Strand(DeltaKind.TEXT);
    private final Strand reasoning = new Strand(DeltaKind.REASONING);
    private final Strand refusal = new Strand(DeltaKind.REFUSAL);

    /** An attempt of which nothing is heard yet. */
    RunText(RoomKey room, UUID replyId, long epoch, int attempt) {
        this.epoch = epoch;
        this.attempt = attempt;
        this.head = "{\"event\":\"stream\",\"data\":{\"roomId\":\"" + room.roomId() + "\",\"messageId\":\"" + replyId
                + "\",\"attempt\":" + attempt + ",\"offset\":";
    }

    private Strand strand(DeltaKind kind) {
        return switch (kind) {
            case TEXT -> text;
            case REASONING -> reasoning;
            case REFUSAL -> refusal;
        };
    }

    long epoch() {
        return epoch;
    }

    int attempt() {
        return attempt;
    }

    int length(DeltaKind kind) {
        return strand(kind).heard.length();
    }

    String text(DeltaKind kind) {
        return strand(kind).heard.toString();
    }

    void append(DeltaKind kind, String piece) {
        strand(kind).heard.append(piece);
    }

    /** Takes over what a longer text has beyond this one. */
    void extendTo(DeltaKind kind, String whole) {
        StringBuilder heard = strand(kind).heard;
        if (whole.length() > heard.length()) {
            heard.append(whole, heard.length(), whole.length());
        }
    }

    /** How many characters from the start are the same here and there; never half of a pair. */
    int commonLength(DeltaKind kind, String other) {
        StringBuilder heard = strand(kind).heard;
        int most = Math.min(heard.length(), other.length());
        int same = 0;
        while (same < most && heard.charAt(same) == other.charAt(same)) {
            same++;
        }
        boolean insidePair = same > 0 && same < heard.length() && Character.isHighSurrogate(heard.charAt(same - 1));
        return insidePair ? same - 1 : same;
    }

    /** Takes over the start of a text as heard and sent already. */
    void startWith(DeltaKind kind, String known) {
        Strand strand = strand(kind);
        strand.heard.append(known);
        strand.shown = known.length();
    }

    /**
     * Takes over what viewers keep of the attempt before it.
     *
     * @param most how much of it stands, where it was heard and shown
     * @return how much of it viewers keep
     */
    int continueFrom(RunText before, int most) {
        int kept = Math.min(most, before.text.shown);
        if (text.heard.isEmpty()) {
            startWith(DeltaKind.TEXT, before.text.heard.substring(0, kept));
            return kept;
        }
        text.shown = Math.min(kept, commonLength(DeltaKind.TEXT, before.text.heard.toString()));
        return text.shown;
    }

    /** Sends what was heard and not yet sent. */
    void showTo(Viewers viewers) {
        text.showTo(viewers, this);
        reasoning.showTo(viewers, this);
        refusal.showTo(viewers, this);
    }

    @Override
    public Frame delta(DeltaKind kind, int from, int to) {
        StringBuilder out = new StringBuilder(head.length() + FRAME_ROOM + to - from);
        out.append(head).append(from).append(",\"token\":");
        JsonText.quote(out, strand(kind).heard, from, to);
        if (kind != DeltaKind.TEXT) {
            out.append(",\"kind\":\"").append(kind.wire()).append('"');
        }
        return Frame.of(out.append("}}").toString());
    }

    /** One kind of text. */
    private static final class Strand {
        private final DeltaKind kind;
        private final StringBuilder heard = new StringBuilder(0);
        private int shown;

        private Strand(DeltaKind kind) {
            this.kind = kind;
        }

        private void showTo(Viewers viewers, RunText source) {
            int from = shown;
            int to = heard.length();
            if (to > from) {
                shown = to;
                viewers.delta(source, kind, from, to);
            }
        }
    }
}

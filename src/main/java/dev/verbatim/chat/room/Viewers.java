package dev.verbatim.chat.room;

import dev.verbatim.chat.connection.DeltaSource;
import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.MessagePosted;
import java.util.Arrays;
import java.util.List;

/** Everybody who looks at one room, and gets the same frame. A copy on each change lets a viewer leave while a frame goes round. */
final class Viewers {
    private static final Viewer[] NOBODY = {};

    private Viewer[] all = NOBODY;
    private Outbound[] lines = {};

    boolean isEmpty() {
        return all.length == 0;
    }

    int size() {
        return all.length;
    }

    /** Again does nothing. */
    void add(Viewer viewer) {
        if (indexOf(viewer) < 0) {
            Viewer[] more = Arrays.copyOf(all, all.length + 1);
            more[all.length] = viewer;
            set(more);
        }
    }

    void remove(Viewer viewer) {
        int index = indexOf(viewer);
        if (index >= 0) {
            Viewer[] fewer = Arrays.copyOf(all, all.length - 1);
            System.arraycopy(all, index + 1, fewer, index, fewer.length - index);
            set(fewer);
        }
    }

    private void set(Viewer[] viewers) {
        all = viewers;
        lines = new Outbound[viewers.length];
        Arrays.setAll(lines, i -> viewers[i].outbound());
    }

    private int indexOf(Viewer viewer) {
        for (int i = 0; i < all.length; i++) {
            if (all[i] == viewer) {
                return i;
            }
        }
        return -1;
    }

    /** Those who are there now. */
    List<Viewer> all() {
        return List.of(all);
    }

    void frame(Frame frame) {
        for (Outbound line : lines) {
            line.frame(frame);
        }
    }

    void message(MessagePosted posted, Frame frame) {
        for (Viewer viewer : all) {
            viewer.beforeMessage(posted);
            viewer.outbound().frame(frame);
        }
    }

    void delta(DeltaSource source, DeltaKind kind, int from, int to) {
        if (all.length == 0) {
            return;
        }
        Frame frame = source.delta(kind, from, to);
        for (Outbound line : lines) {
            line.delta(frame, source, kind, from, to);
        }
    }
}

package dev.verbatim.chat.room;

import dev.verbatim.chat.wire.SetupFrames;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.ReadReaders;
import dev.verbatim.contract.Readers;
import dev.verbatim.contract.RoomChanged;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.SetupFact;
import dev.verbatim.contract.Visibility;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may go on looking at a room. Tells its viewers how it and its members change, and takes out who may look no longer: a member who was
 * removed in the same turn, strangers as soon as storage has said who is one after the room became private, everybody when it is
 * gone. A question that failed is asked again by the next {@link #check}.
 */
final class Entrance {
    private final RoomKey room;
    private final StorageQuestions storage;
    private final Viewers viewers;
    private final Joinings joinings;
    private boolean doubtful;
    private boolean asking;

    Entrance(RoomKey room, StorageQuestions storage, Viewers viewers, Joinings joinings) {
        this.room = room;
        this.storage = storage;
        this.viewers = viewers;
        this.joinings = joinings;
    }

    void apply(SetupFact fact) {
        if (fact instanceof MemberChanged changed) {
            apply(changed);
        } else if (fact instanceof RoomChanged changed) {
            apply(changed);
        }
    }

    private void apply(MemberChanged fact) {
        viewers.frame(SetupFrames.member(fact));
        if (!fact.mayRead()) {
            String userId = fact.member().userId();
            joinings.askAgain(joining -> joining.question.author().userId().equals(userId));
            viewers.all().stream()
                    .filter(viewer ->
                            isAffected(viewer) && viewer.author().userId().equals(userId))
                    .forEach(this::takeOut);
            // Where the fact was lost, an erased account is not named any more.
            doubtful = true;
            check();
        }
    }

    private void apply(RoomChanged fact) {
        if (fact.removed()) {
            closeForAll();
            return;
        }
        viewers.frame(SetupFrames.changed(fact));
        if (fact.details().visibility() == Visibility.PRIVATE) {
            joinings.askAgain(joining -> true);
            doubtful = true;
            check();
        }
    }

    /** The room is gone: everybody hears it and is taken out. */
    void closeForAll() {
        viewers.frame(SetupFrames.removed(room));
        joinings.askAgain(joining -> true);
        viewers.all().forEach(this::takeOut);
    }

    /** Finds out who may still look, where that is in doubt. */
    void check() {
        if (!doubtful || asking) {
            return;
        }
        Set<String> userIds = new HashSet<>();
        viewers.all().stream()
                .filter(Entrance::isAffected)
                .forEach(viewer -> userIds.add(viewer.author().userId()));
        doubtful = false;
        asking = true;
        storage.readers(new ReadReaders(room, List.copyOf(userIds)))
                .onComplete(readers -> answered(userIds, readers), cause -> notAnswered());
    }

    private void answered(Set<String> asked, Readers readers) {
        asking = false;
        Set<String> strangers = new HashSet<>(asked);
        readers.userIds().forEach(strangers::remove);
        viewers.all().stream()
                .filter(viewer ->
                        isAffected(viewer) && strangers.contains(viewer.author().userId()))
                .forEach(this::takeOut);
    }

    private void notAnswered() {
        asking = false;
        doubtful = true;
    }

    private static boolean isAffected(Viewer viewer) {
        return !viewer.author().operator();
    }

    private void takeOut(Viewer viewer) {
        viewer.removed(room, new Failure(FailureCode.FORBIDDEN, "The room is not yours to read any more."));
    }
}

package dev.verbatim.storage;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.ChangeRoom;
import dev.verbatim.contract.ClaimFold;
import dev.verbatim.contract.ClaimedFold;
import dev.verbatim.contract.CreateRoom;
import dev.verbatim.contract.EditMessage;
import dev.verbatim.contract.EndFold;
import dev.verbatim.contract.EndedFold;
import dev.verbatim.contract.EraseUser;
import dev.verbatim.contract.ErasedPiece;
import dev.verbatim.contract.MarkRead;
import dev.verbatim.contract.MarksMoved;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.ReadMembers;
import dev.verbatim.contract.ReadReaders;
import dev.verbatim.contract.ReadRoom;
import dev.verbatim.contract.ReadRooms;
import dev.verbatim.contract.Readers;
import dev.verbatim.contract.Regenerate;
import dev.verbatim.contract.RemoveMember;
import dev.verbatim.contract.RemoveMessage;
import dev.verbatim.contract.RemoveRoom;
import dev.verbatim.contract.RemovedMessage;
import dev.verbatim.contract.RemovedRoom;
import dev.verbatim.contract.Room;
import dev.verbatim.contract.RoomMembers;
import dev.verbatim.contract.RoomPage;
import dev.verbatim.contract.SetMember;
import io.vertx.core.Future;
import java.util.UUID;

/** What storage can be asked about rooms themselves and their members: rare, one at a time, each safe to repeat. Event loop only. */
final class RoomDesk {
    private final Singles lane;
    private final RoomStore rooms;
    private final MemberStore members;
    private final TombstoneStore tombstones;
    private final RevisionStore revisions;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final FoldStore folds;
    private final ReadMarkStore marks;
    private final RoomListStore lists = new RoomListStore();

    /** Works in this lane. */
    RoomDesk(Singles lane, Facts facts, Budgets budgets, int maxOwned) {
        this.lane = lane;
        this.rooms = new RoomStore(facts, maxOwned);
        this.members = new MemberStore(facts);
        this.tombstones = new TombstoneStore(facts);
        this.revisions = new RevisionStore(facts, budgets);
        this.folds = new FoldStore(facts);
        this.marks = new ReadMarkStore(facts);
    }

    Future<Room> create(CreateRoom ask) {
        return lane.run(connection -> rooms.create(connection, ask));
    }

    Future<Room> change(ChangeRoom ask) {
        return lane.run(connection -> rooms.change(connection, ask));
    }

    Future<RemovedRoom> remove(RemoveRoom ask) {
        return lane.run(connection -> rooms.remove(connection, ask));
    }

    Future<Room> read(ReadRoom ask) {
        return lane.run(connection -> rooms.read(connection, ask));
    }

    Future<RoomPage> list(ReadRooms ask) {
        return lane.run(connection -> lists.read(connection, ask));
    }

    Future<MarksMoved> mark(MarkRead ask) {
        return lane.run(connection -> marks.mark(connection, ask), ReadMarkStore.sizeOf(ask));
    }

    Future<Member> setMember(SetMember ask) {
        return lane.run(connection -> members.set(connection, ask));
    }

    Future<Member> removeMember(RemoveMember ask) {
        return lane.run(connection -> members.remove(connection, ask));
    }

    Future<RoomMembers> members(ReadMembers ask) {
        return lane.run(connection -> members.members(connection, ask));
    }

    Future<Accepted> edit(EditMessage ask) {
        String text = CleanText.clean(ask.text());
        EditMessage clean =
                new EditMessage(ask.room(), ask.author(), ask.messageId(), text, ask.clientId(), ask.reply());
        UUID editId = ids.generate();
        UUID replyId = ids.generate();
        return lane.run(
                connection -> revisions.edit(connection, clean, editId, replyId), Proposal.sizeOf(clean.text()));
    }

    Future<Accepted> regenerate(Regenerate ask) {
        UUID replyId = ids.generate();
        return lane.run(connection -> revisions.regenerate(connection, ask, replyId));
    }

    Future<RemovedMessage> removeMessage(RemoveMessage ask) {
        return lane.run(connection -> tombstones.remove(connection, ask));
    }

    Future<ErasedPiece> erase(EraseUser ask) {
        return lane.run(connection -> tombstones.erase(connection, ask));
    }

    Future<ClaimedFold> claimFold(ClaimFold ask) {
        return lane.run(connection -> folds.claim(connection, ask));
    }

    Future<EndedFold> endFold(EndFold ask) {
        return lane.run(connection -> folds.end(connection, ask));
    }

    Future<Readers> readers(ReadReaders ask) {
        return lane.run(connection -> members.readers(connection, ask));
    }
}

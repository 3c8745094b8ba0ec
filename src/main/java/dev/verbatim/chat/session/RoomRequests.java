package dev.verbatim.chat.session;

import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.chat.wire.Answers;
import dev.verbatim.chat.wire.ClientFrame;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.ReadHistory;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.StopRecorded;
import dev.verbatim.contract.StopReply;
import dev.verbatim.contract.StopRequest;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** What a session may ask of a room that it has joined, besides sending. */
final class RoomRequests {
    private final SessionServices services;
    private final Outbound outbound;
    private final LargeAnswers answers;

    RoomRequests(SessionServices services, Outbound outbound, LargeAnswers answers) {
        this.services = services;
        this.outbound = outbound;
        this.answers = answers;
    }

    /** Answers with a page of older messages. */
    void history(Author author, RoomKey room, ClientFrame.History frame, @Nullable String ref) {
        answers.requirePatience();
        ReadHistory question = new ReadHistory(room, author, frame.before(), frame.limit());
        answers.ask(room, () -> page(question, ref)).onFailure(cause -> refuse(room, cause, ref));
    }

    private Future<Void> page(ReadHistory question, @Nullable String ref) {
        return services.storage()
                .history(question)
                .onSuccess(page ->
                        outbound.frame(Answers.history(ref, question.room().roomId(), page)))
                .mapEmpty();
    }

    /** Has the wish written down, tells the owner, and answers. */
    void stop(Author author, RoomKey room, ClientFrame.Stop frame, @Nullable String ref) {
        services.storage()
                .stop(new RequestStop(room, frame.messageId(), author))
                .onComplete(recorded -> stopped(author, room, frame, recorded, ref), cause -> refuse(room, cause, ref));
    }

    private void stopped(
            Author author, RoomKey room, ClientFrame.Stop frame, StopRecorded recorded, @Nullable String ref) {
        if (recorded.owner() != null) {
            StopReply stop = new StopReply(new StopRequest(frame.messageId(), author.userId()));
            services.bus().send(Topics.STOP_REPLY.at(recorded.owner()), stop);
        }
        String answer = recorded.state() == ReplyState.ENDED ? "already_ended" : "stopping";
        outbound.frame(Answers.stop(ref, answer, room.roomId(), frame.messageId()));
    }

    private void refuse(RoomKey room, Throwable cause, @Nullable String ref) {
        outbound.frame(Answers.error(ref, Failures.logged(cause), room.roomId(), null));
    }
}

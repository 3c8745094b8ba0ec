package dev.verbatim.storage;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.AttemptSoFar;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.ClaimOffer;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.LastAttempt;
import dev.verbatim.contract.PromptManifest;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.ShownMessage;
import dev.verbatim.contract.TextChunk;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Questions to storage as chat and llm ask them. */
final class Asks {
    static final RoomKey LOBBY = new RoomKey("main", "lobby");
    static final Author ANNA = new Author("anna", "Anna");
    static final Author BEN = new Author("ben", "Ben");
    static final String OWNER = "verbatim.llm.n1.0";
    static final long SLOT = 7;
    static final Usage COUNTED = new Usage(UsageSource.PROVIDER, 12, 7, 4, 0, 2);

    private Asks() {}

    static AcceptMessage message(String text) {
        return message(LOBBY, ANNA, text, UUID.randomUUID().toString(), false);
    }

    static AcceptMessage question(String text) {
        return message(LOBBY, ANNA, text, UUID.randomUUID().toString(), true);
    }

    static AcceptMessage question(RoomKey room, String text) {
        return message(room, ANNA, text, UUID.randomUUID().toString(), true);
    }

    static AcceptMessage message(RoomKey room, Author author, String text, String clientId, boolean reply) {
        return new AcceptMessage(room, author, text, clientId, null, reply);
    }

    static ClaimReply claim(UUID replyId) {
        return claim(LOBBY, replyId, OWNER);
    }

    static ClaimReply claim(RoomKey room, UUID replyId, String owner) {
        return claim(room, replyId, owner, 50, 32_000);
    }

    static ClaimReply claim(RoomKey room, UUID replyId, String owner, int maxMessages, long maxBytes) {
        return new ClaimReply(
                room, replyId, UUID.randomUUID(), owner, "demo", "demo-1", maxMessages, maxBytes, null, null);
    }

    static ClaimReply pricedClaim(UUID replyId, long inputPricePico, long outputPricePico) {
        return new ClaimReply(
                LOBBY,
                replyId,
                UUID.randomUUID(),
                OWNER,
                "demo",
                "demo-1",
                50,
                32_000,
                inputPricePico,
                outputPricePico);
    }

    /** The owner's offer to claim the reply to a message that asks for this model, in its place {@value #SLOT}. */
    static ClaimOffer offer(@Nullable String asked) {
        return new ClaimOffer(asked, OWNER, SLOT, UUID.randomUUID(), "demo", "demo-1", 50, 32_000, null, null, false);
    }

    static EndReply complete(UUID replyId, ReplyClaim claim, String text) {
        return end(LOBBY, replyId, claim, EndStatus.COMPLETE, text);
    }

    static EndReply end(RoomKey room, UUID replyId, ReplyClaim claim, EndStatus status, String text) {
        boolean complete = status == EndStatus.COMPLETE;
        AttemptResult result = new AttemptResult(
                complete ? AttemptOutcome.COMPLETE : AttemptOutcome.STOPPED,
                null,
                COUNTED,
                1_500_000L,
                35L,
                420,
                "req-1");
        return new EndReply(
                room,
                replyId,
                claim.epoch(),
                claim.attempt(),
                status,
                complete ? EndReason.STOP : null,
                complete ? "stop" : null,
                text,
                "",
                "",
                null,
                null,
                null,
                0,
                result,
                List.of());
    }

    /** The attempt after the claim's, which was cut. */
    static BeginAttempt begin(UUID replyId, ReplyClaim claim) {
        return new BeginAttempt(
                LOBBY,
                replyId,
                UUID.randomUUID(),
                claim.epoch(),
                claim.attempt(),
                cut(),
                "backup",
                "b-1",
                0,
                true,
                null,
                null);
    }

    /** The claim's text stands although later attempts were made. */
    static EndReply interrupted(UUID replyId, ReplyClaim claim, String text, int last) {
        return new EndReply(
                LOBBY,
                replyId,
                claim.epoch(),
                claim.attempt(),
                EndStatus.INTERRUPTED,
                null,
                null,
                text,
                "",
                "",
                null,
                null,
                null,
                0,
                cut(),
                List.of(),
                new LastAttempt(last, "backup", "b-1", cut()));
    }

    private static AttemptResult cut() {
        return new AttemptResult(AttemptOutcome.INTERRUPTED, FailureCode.STREAM_CUT, COUNTED, null, 35L, 420, null);
    }

    static EndReply failed(UUID replyId, ReplyClaim claim, FailureCode error, String errorMessage) {
        AttemptResult result = new AttemptResult(AttemptOutcome.FAILED, error, COUNTED, null, null, 420, null);
        return new EndReply(
                LOBBY,
                replyId,
                claim.epoch(),
                claim.attempt(),
                EndStatus.FAILED,
                null,
                null,
                "half",
                "",
                "",
                null,
                error,
                errorMessage,
                0,
                result,
                List.of());
    }

    /** What the request of a claim shows: its whole tail. */
    static RecordContext shown(UUID replyId, ReplyClaim claim) {
        List<ShownMessage> messages = claim.tail().stream()
                .map(turn -> new ShownMessage(turn.messageId(), 3, turn.tokens() != null))
                .toList();
        PromptManifest manifest =
                new PromptManifest(PromptStrategy.RECENT, 8_000, 400, null, 0, null, messages, false, 0);
        return new RecordContext(LOBBY, replyId, claim.epoch(), claim.attempt(), manifest);
    }

    static HeldReply held(UUID replyId, ReplyClaim claim, TextChunk... checkpoint) {
        return new HeldReply(LOBBY, replyId, claim.epoch(), claim.attempt(), List.of(checkpoint));
    }

    /** One whose owner tells what it has come to beside its words. */
    static HeldReply held(UUID replyId, ReplyClaim claim, AttemptSoFar soFar, TextChunk... checkpoint) {
        return new HeldReply(LOBBY, replyId, claim.epoch(), claim.attempt(), List.of(checkpoint), soFar);
    }

    static TextChunk chunk(int offset, String text) {
        return new TextChunk(DeltaKind.TEXT, offset, text);
    }

    static Heartbeat beat(String owner, HeldReply... held) {
        return new Heartbeat(owner, List.of(held), 0, false);
    }

    static Heartbeat sweep(String owner) {
        return new Heartbeat(owner, List.of(), 10, true);
    }
}

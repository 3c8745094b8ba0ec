package dev.verbatim.llm;

import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.ReplyProgress;
import dev.verbatim.contract.TextChunk;
import dev.verbatim.contract.TokenCount;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.WatchedReply;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.Route;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A claimed reply and what is known of it: epoch, attempt, text so far. It only keeps and says; what happens when is
 * {@link ReplyRun}'s to decide.
 */
final class OwnedReply {
    private static final String SAVING = "saving";
    private static final Usage NOTHING = Usage.estimated(0, 0);

    private final PendingReply reply;
    private final ReplyClaim claim;
    private final ModelChoice choice;
    private final Answer answer;
    private List<TokenCount> counted = List.of();
    private @Nullable Attempt attempt;

    OwnedReply(PendingReply reply, ClaimedReply claimed, int maxAnswerChars) {
        this.reply = reply;
        this.claim = claimed.claim();
        this.choice = claimed.choice();
        this.answer = new Answer(maxAnswerChars);
    }

    ReplyClaim claim() {
        return claim;
    }

    ModelChoice choice() {
        return choice;
    }

    Answer answer() {
        return answer;
    }

    /** Opens the provider's request. */
    void open(Route route, Prompt prompt, LongSupplier clock, ProviderListener listener) {
        counted = prompt.counted();
        attempt = new Attempt(
                route, prompt.request(route.model()).sharedBy(reply.room().toString()), clock);
        attempt.open(listener);
    }

    void content() {
        if (attempt != null) {
            attempt.content();
        }
    }

    void used(Usage usage, boolean total) {
        if (attempt != null) {
            attempt.counted(usage, total);
        }
    }

    void ended(ProviderEnd end) {
        if (attempt != null) {
            attempt.ended(end);
        }
    }

    /** Closes the provider's request, if there is one. */
    void close() {
        if (attempt != null) {
            attempt.close();
        }
    }

    Future<Usage> usage(Verdict verdict, Prompts prompts) {
        return attempt == null ? Future.succeededFuture(NOTHING) : attempt.usage(verdict, answer, prompts);
    }

    HeldReply held(List<TextChunk> checkpoint) {
        return new HeldReply(reply.room(), reply.replyId(), claim.epoch(), claim.attempt(), checkpoint);
    }

    WatchedReply watched() {
        return new WatchedReply(
                claim.epoch(),
                claim.attempt(),
                answer.text(),
                answer.reasoning(),
                answer.refusal(),
                choice.model(),
                choice.provider());
    }

    ReplyDelta delta(DeltaKind kind, int offset, String text) {
        return new ReplyDelta(reply.room(), reply.replyId(), claim.epoch(), claim.attempt(), kind, offset, text);
    }

    ReplyProgress saving() {
        return new ReplyProgress(reply.room(), reply.replyId(), claim.epoch(), claim.attempt(), SAVING, 0);
    }

    EndReply ending(Verdict verdict, Usage usage) {
        AttemptResult result = attempt == null ? Attempt.notSent(verdict) : attempt.result(verdict, usage);
        Failure error = verdict.error();
        return new EndReply(
                reply.room(),
                reply.replyId(),
                claim.epoch(),
                claim.attempt(),
                verdict.status(),
                verdict.reason(),
                verdict.rawReason(),
                answer.text(),
                answer.reasoning(),
                answer.refusal(),
                verdict.stoppedBy(),
                error == null ? null : error.code(),
                error == null ? null : error.text(),
                error == null ? 0 : error.retryAfterMs(),
                result,
                counted);
    }
}

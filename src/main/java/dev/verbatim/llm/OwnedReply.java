package dev.verbatim.llm;

import dev.verbatim.config.Price;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.LastAttempt;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.ReplyProgress;
import dev.verbatim.contract.TokenCount;
import dev.verbatim.contract.WatchedReply;
import dev.verbatim.llm.provider.Route;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A claimed reply and what is known of it: epoch, attempts, texts. It only keeps and says; what happens when is {@link Answering}'s and
 * {@link ReplyRun}'s to decide. Of the attempts that are over it keeps the one with the most text.
 */
final class OwnedReply {
    private static final String SAVING = "saving";
    private static final String WAITING = "waiting";

    private final PendingReply reply;
    private final ReplyClaim claim;
    private final ModelChoice choice;
    private Attempt attempt;
    private Echo echo = new Echo("");
    private @Nullable Attempt longest;
    private @Nullable Verdict firstChoice;
    private List<TokenCount> counted = List.of();

    OwnedReply(PendingReply reply, ClaimedReply claimed, Attempt first) {
        this.reply = reply;
        this.claim = claimed.claim();
        this.choice = claimed.choice();
        this.attempt = first;
    }

    PendingReply reply() {
        return reply;
    }

    ReplyClaim claim() {
        return claim;
    }

    ModelChoice choice() {
        return choice;
    }

    /** The present attempt. */
    Attempt attempt() {
        return attempt;
    }

    void counted(List<TokenCount> counts) {
        counted = counts;
    }

    /** The present attempt is over; what it used is counted from now on. */
    void finish(Verdict verdict, Prompts prompts) {
        Route route = attempt.route();
        if (route != null && !route.fallback()) {
            firstChoice = verdict;
        }
        attempt.finish(verdict, prompts);
    }

    /** Another attempt takes its place. */
    void replaceBy(Attempt next) {
        if (longest == null || attempt.answer().length() >= longest.answer().length()) {
            longest = attempt;
        }
        attempt = next;
        echo = new Echo(next.answer().beginning());
    }

    /**
     * How a reply ends whose last attempt came to nothing: as the one whose text stands; where none has any, as the first choice did, whose
     * error is the one that people can do something about.
     */
    Verdict verdictAfter(Verdict last) {
        if (last.status() == EndStatus.COMPLETE) {
            return last;
        }
        Attempt standing = standing(last);
        Verdict own = standing == attempt ? last : standing.verdict();
        boolean silent = standing.answer().length() == 0;
        return silent && firstChoice != null ? firstChoice : own == null ? last : own;
    }

    // What is whole, or was being read when somebody stopped it, is shown; else the most there is.
    private Attempt standing(Verdict verdict) {
        Attempt former = longest;
        if (former == null || former.answer().length() == 0) {
            return attempt;
        }
        boolean shown = verdict.status() == EndStatus.COMPLETE
                || (verdict.status() == EndStatus.STOPPED && !attempt.answer().isEmpty());
        return shown || attempt.answer().length() >= former.answer().length() ? attempt : former;
    }

    /** Who is asked now, or would be. */
    String provider() {
        Route route = attempt.route();
        return route == null ? choice.provider() : route.providerName();
    }

    /** The model that is asked now, or would be. */
    String model() {
        Route route = attempt.route();
        return route == null ? choice.model() : route.model();
    }

    WatchedReply watched() {
        Answer answer = attempt.answer();
        return new WatchedReply(
                claim.epoch(),
                attempt.number(),
                answer.text(),
                answer.reasoning(),
                answer.refusal(),
                model(),
                provider());
    }

    /** Takes more of the present attempt's answer and tells its audience; what ends the attempt, if something does. */
    @Nullable
    Verdict add(DeltaKind kind, String text, Audience audience) {
        attempt.content();
        String heard = kind == DeltaKind.TEXT ? echo.hear(text) : text;
        if (heard == null) {
            return Verdict.echo();
        }
        return show(kind, heard, audience) ? null : Verdict.tooLong();
    }

    /** Nothing more comes: what was held back is shown; false where not all of it is kept. */
    boolean showRest(Audience audience) {
        return show(DeltaKind.TEXT, echo.rest(), audience);
    }

    private boolean show(DeltaKind kind, String text, Audience audience) {
        Answer answer = attempt.answer();
        String kept = answer.fitting(text);
        if (!kept.isEmpty()) {
            int offset = answer.append(kind, kept);
            if (!audience.isEmpty()) {
                audience.send(delta(kind, offset, kept));
            }
        }
        return kept.length() == text.length();
    }

    /** What a model could go on from: the present attempt's text, where it is long enough and there is nothing else in it. */
    String continuable() {
        Answer answer = attempt.answer();
        String text = answer.text().stripTrailing();
        return text.length() < Echo.CERTAIN || !answer.refusal().isEmpty() ? "" : text;
    }

    private ReplyDelta delta(DeltaKind kind, int offset, String text) {
        return new ReplyDelta(reply.room(), reply.replyId(), claim.epoch(), attempt.number(), kind, offset, text);
    }

    ReplyProgress saving() {
        return progress(SAVING, 0);
    }

    /** It waits before it asks again. */
    ReplyProgress waiting(long retryAfterMs) {
        return progress(WAITING, retryAfterMs);
    }

    private ReplyProgress progress(String what, long retryAfterMs) {
        return new ReplyProgress(reply.room(), reply.replyId(), claim.epoch(), attempt.number(), what, retryAfterMs);
    }

    /** Asks for another attempt after the present one. */
    BeginAttempt next(AttemptResult result, Route route, int offset) {
        Price price = route.limits().price();
        return new BeginAttempt(
                reply.room(),
                reply.replyId(),
                UUID.randomUUID(),
                claim.epoch(),
                attempt.number(),
                result,
                route.providerName(),
                route.model(),
                offset,
                route.fallback(),
                price == null ? null : price.input(),
                price == null ? null : price.output());
    }

    /** The ending, once everything that can be counted is. */
    Future<EndReply> ending(Verdict verdict, Prompts prompts) {
        Attempt last = attempt;
        Attempt standing = standing(verdict);
        return last.finish(verdict, prompts)
                .compose(ofLast -> standing == last
                        ? Future.succeededFuture(ending(verdict, last, ofLast, null))
                        : standing.finish(verdict, prompts)
                                .map(result -> ending(
                                        verdict,
                                        standing,
                                        result,
                                        new LastAttempt(last.number(), provider(), model(), ofLast))));
    }

    private EndReply ending(Verdict verdict, Attempt standing, AttemptResult result, @Nullable LastAttempt last) {
        Failure error = verdict.error();
        return new EndReply(
                reply.room(),
                reply.replyId(),
                claim.epoch(),
                standing.number(),
                verdict.status(),
                verdict.reason(),
                verdict.rawReason(),
                standing.answer().text(),
                standing.answer().reasoning(),
                standing.answer().refusal(),
                verdict.stoppedBy(),
                error == null ? null : error.code(),
                error == null ? null : error.text(),
                error == null ? 0 : error.retryAfterMs(),
                result,
                counted,
                last);
    }
}

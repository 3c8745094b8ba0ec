package dev.verbatim.llm;

import dev.verbatim.config.ContextSettings;
import dev.verbatim.config.Price;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.llm.provider.ProviderDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;

/**
 * Claims replies for one instance. The same claim is repeated while storage is away, about half a minute, and gives the same epoch and
 * attempt each time; after that the reply is left to whoever sweeps it up.
 */
final class Claims {
    private static final int MAX_TRIES = 12;
    private static final long FIRST_DELAY_MS = 100;
    private static final long MAX_DELAY_MS = 5_000;
    // What one token can stand for at most in practice; the window itself counts exactly.
    private static final long BYTES_PER_TOKEN = 8;

    private final Vertx vertx;
    private final ReplyStore store;
    private final String owner;
    private final ProviderDirectory directory;
    private final ContextSettings context;

    Claims(Vertx vertx, ReplyStore store, String owner, ProviderDirectory directory, ContextSettings context) {
        this.vertx = vertx;
        this.store = store;
        this.owner = owner;
        this.directory = directory;
        this.context = context;
    }

    /** Owns the reply; fails where somebody else does, where it has ended, or where storage stays away. */
    Future<ClaimedReply> claim(PendingReply reply) {
        ModelChoice choice = ModelChoice.of(directory, reply.model());
        Price price = choice.price();
        ClaimReply question = new ClaimReply(
                reply.room(),
                reply.replyId(),
                UUID.randomUUID(),
                owner,
                choice.provider(),
                choice.model(),
                context.maxMessages(),
                BYTES_PER_TOKEN * context.maxTokens(),
                price == null ? null : price.input(),
                price == null ? null : price.output(),
                choice.isFallback());
        return ask(question, 1).map(claim -> claimed(reply, claim, choice));
    }

    private ClaimedReply claimed(PendingReply reply, ReplyClaim claim, ModelChoice choice) {
        return new ClaimedReply(
                claim,
                choice.followedBy(directory, reply.model(), claim.options().models()));
    }

    private Future<ReplyClaim> ask(ClaimReply question, int attempt) {
        return store.claim(question).recover(cause -> again(question, attempt, cause));
    }

    private Future<ReplyClaim> again(ClaimReply question, int attempt, Throwable cause) {
        if (attempt == MAX_TRIES || !ReplyStore.mayPass(cause)) {
            return Future.failedFuture(cause);
        }
        long delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS << (attempt - 1));
        return vertx.timer(delayMs).compose(waited -> ask(question, attempt + 1));
    }
}

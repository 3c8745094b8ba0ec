package dev.verbatim.llm;

import dev.verbatim.config.ContextSettings;
import dev.verbatim.config.Price;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.RecordedContext;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.llm.provider.ProviderDirectory;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * Claims replies for one instance, and commits what their requests hold. The same question gives the same answer each time; a claim that is
 * given up leaves the reply to whoever sweeps it up.
 */
final class Claims {
    // What one token can stand for at most in practice; the window itself counts exactly.
    private static final long BYTES_PER_TOKEN = 8;

    private final AskAgain storage;
    private final ReplyStore store;
    private final String owner;
    private final ProviderDirectory directory;
    private final ContextSettings context;

    Claims(AskAgain storage, ReplyStore store, String owner, ProviderDirectory directory, ContextSettings context) {
        this.storage = storage;
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
        return storage.ask(() -> store.claim(question)).map(claim -> claimed(reply, claim, choice));
    }

    private ClaimedReply claimed(PendingReply reply, ReplyClaim claim, ModelChoice choice) {
        return new ClaimedReply(
                claim,
                choice.followedBy(directory, reply.model(), claim.options().models()));
    }

    /** Commits what a request of a claimed reply holds; fails with {@code conflict} where the reply is somebody else's. */
    Future<RecordedContext> record(RecordContext question) {
        return storage.ask(() -> store.record(question));
    }
}

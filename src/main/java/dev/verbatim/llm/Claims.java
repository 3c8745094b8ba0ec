package dev.verbatim.llm;

import dev.verbatim.config.ContextSettings;
import dev.verbatim.config.Price;
import dev.verbatim.contract.ClaimOffer;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.GrantedClaim;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.RecordedContext;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.llm.provider.ProviderDirectory;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    /** How a reply that asks for this model would be claimed, should its message be stored soon; null: the default one. */
    ClaimOffer offer(@Nullable String model, long slotId) {
        return offer(ModelChoice.offeredFor(directory, model), model, slotId, UUID.randomUUID());
    }

    private ClaimOffer offer(ModelChoice choice, @Nullable String model, long slotId, UUID claimId) {
        Price price = choice.price();
        return new ClaimOffer(
                model,
                owner,
                slotId,
                claimId,
                choice.provider(),
                choice.model(),
                context.maxMessages(),
                BYTES_PER_TOKEN * context.maxTokens(),
                price == null ? null : price.input(),
                price == null ? null : price.output(),
                choice.isFallback());
    }

    /** Owns the reply; fails where somebody else does, where it has ended, or where storage stays away. */
    Future<ClaimedReply> claim(Wanted wanted) {
        PendingReply reply = wanted.reply();
        GrantedClaim granted = wanted.granted();
        ModelChoice choice = ModelChoice.of(directory, reply.model());
        if (granted == null) {
            return claim(reply, choice, UUID.randomUUID());
        }
        ModelChoice named = choice.beginningWith(granted.provider(), granted.model());
        return wanted.waited()
                ? claim(reply, named, granted.claimId())
                : Future.succeededFuture(claimed(reply, granted.claim(), named));
    }

    private Future<ClaimedReply> claim(PendingReply reply, ModelChoice choice, UUID claimId) {
        ClaimReply question = offer(choice, reply.model(), Slots.NONE, claimId).claimOf(reply.room(), reply.replyId());
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

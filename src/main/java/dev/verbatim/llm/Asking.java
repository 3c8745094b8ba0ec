package dev.verbatim.llm;

import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.Role;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Route;
import dev.verbatim.llm.provider.Turn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the requests of one reply say: the conversation as each route's model can be shown it, less of it once that was refused for its
 * length, and at its end the beginning of the answer, where there is one. What each holds is written down while it goes out: nobody waits
 * for that. Event loop only.
 */
final class Asking {
    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private final OwnedReply own;
    private final Prompts prompts;
    private final Claims claims;
    private @Nullable Prompt prompt;
    private boolean narrowed;

    Asking(OwnedReply own, Prompts prompts, Claims claims) {
        this.own = own;
        this.prompts = prompts;
        this.claims = claims;
    }

    /** The next request, to this route; fails as {@link Prompts#compose}. */
    Future<ProviderRequest> request(Route route) {
        Prompt smaller = prompt;
        Future<Prompt> composed = narrowed && smaller != null
                ? Future.succeededFuture(smaller)
                : prompts.compose(own.claim(), route.limits());
        return composed.map(now -> request(route, now));
    }

    private ProviderRequest request(Route route, Prompt now) {
        prompt = now;
        own.counted(now.counted());
        String beginning = own.attempt().answer().beginning();
        ProviderRequest request =
                now.request(route.model()).sharedBy(own.reply().room().toString());
        record(now, beginning);
        return beginning.isEmpty() ? request : request.with(continued(request, beginning));
    }

    private void record(Prompt now, String beginning) {
        claims.record(new RecordContext(
                        own.reply().room(),
                        own.reply().replyId(),
                        own.claim().epoch(),
                        own.attempt().number(),
                        now.manifest(own.claim().options().prompt(), beginning.length())))
                .onFailure(this::notRecorded);
    }

    // Whoever has lost the reply hears so by its heartbeat, and an answer is worth more than the list of what it was
    // made of.
    private void notRecorded(Throwable cause) {
        LOG.warn(
                "what a request held is not written down room={} reply={} reason={}",
                own.reply().room(),
                own.reply().replyId(),
                cause.getMessage());
    }

    private static List<Turn> continued(ProviderRequest request, String beginning) {
        List<Turn> turns = new ArrayList<>(request.turns());
        turns.add(new Turn(Role.ASSISTANT, beginning));
        return turns;
    }

    /** Leaves some of the conversation out from now on; false where nothing can be left out. */
    boolean narrow() {
        Prompt smaller = prompt == null ? null : prompt.narrower();
        if (smaller == null) {
            return false;
        }
        prompt = smaller;
        narrowed = true;
        return true;
    }
}

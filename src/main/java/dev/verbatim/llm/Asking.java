package dev.verbatim.llm;

import dev.verbatim.contract.Role;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Route;
import dev.verbatim.llm.provider.Turn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of one reply say: the conversation as each route's model can be shown it, less of it once that was refused for its
 * length, and at its end the beginning of the answer, where there is one. Event loop only.
 */
final class Asking {
    private final OwnedReply own;
    private final Prompts prompts;
    private @Nullable Prompt prompt;
    private boolean narrowed;

    Asking(OwnedReply own, Prompts prompts) {
        this.own = own;
        this.prompts = prompts;
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
        ProviderRequest request =
                now.request(route.model()).sharedBy(own.reply().room().toString());
        String beginning = own.attempt().answer().beginning();
        if (beginning.isEmpty()) {
            return request;
        }
        List<Turn> turns = new ArrayList<>(request.turns());
        turns.add(new Turn(Role.ASSISTANT, beginning));
        return request.with(turns);
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

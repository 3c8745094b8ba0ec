package dev.verbatim.llm;

import dev.verbatim.config.ContextSettings;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.Usage;
import dev.verbatim.llm.provider.ModelLimits;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Turn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Composes prompts and estimates usage; whatever has to be counted is counted on a worker thread. */
final class Prompts {
    private static final Logger LOG = LoggerFactory.getLogger(Prompts.class);

    private final Vertx vertx;
    private final ContextSettings settings;
    private final TokenCounter counter;

    Prompts(Vertx vertx, ContextSettings settings, TokenCounter counter) {
        this.vertx = vertx;
        this.settings = settings;
        this.counter = counter;
    }

    /** The prompt for a claimed reply; fails with {@code context_too_long} or {@code invalid_request}. */
    Future<Prompt> compose(ReplyClaim claim, ModelLimits model) {
        try {
            PromptLimits limits = PromptLimits.of(settings, claim.options(), model);
            PromptWindow window = new PromptWindow(claim, settings.systemPrompt(), limits);
            return window.isDecided()
                    ? Future.succeededFuture(window.decide())
                    : vertx.executeBlocking(() -> window.count(counter), false);
        } catch (Failure failure) {
            return Future.failedFuture(failure);
        }
    }

    /** What a request and its answer used, by our own count; {@link Usage#UNKNOWN} if that cannot be counted. */
    Future<Usage> estimate(ProviderRequest request, String answer) {
        return vertx.executeBlocking(() -> count(request, answer), false).otherwise(Prompts::uncounted);
    }

    private Usage count(ProviderRequest request, String answer) {
        String system = request.system();
        long input = system == null ? 0 : counter.count(system) + PromptWindow.TOKENS_PER_MESSAGE;
        for (Turn turn : request.turns()) {
            input += counter.count(turn.text()) + PromptWindow.TOKENS_PER_MESSAGE;
        }
        return Usage.estimated(input, counter.count(answer));
    }

    private static Usage uncounted(Throwable cause) {
        LOG.error("tokens could not be counted", cause);
        return Usage.UNKNOWN;
    }
}

package dev.verbatim.llm;

import dev.verbatim.config.ContextSettings;
import dev.verbatim.config.PromptSettings;
import dev.verbatim.contract.ClaimFold;
import dev.verbatim.contract.ClaimedFold;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FoldLimits;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.Route;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The summaries that one instance makes, of rooms that it has just answered in: after the answer, so that nobody waits for one. Whether it is
 * time and nobody else is at it, storage knows; what comes to nothing is left for the room's next answer. Event loop only.
 */
final class Folds {
    private static final Logger LOG = LoggerFactory.getLogger(Folds.class);
    private static final int MOST_AT_ONCE = 8;
    private static final int PERCENT = 100;
    private static final int MOST_BYTES = 1 << 16;
    private static final int FEWEST_BYTES = 256;

    private final FoldServices services;
    private final ProviderDirectory directory;
    private final ContextSettings context;
    private final PromptSettings settings;
    private final String owner;
    private final Map<RoomKey, FoldRun> running = new HashMap<>();
    private final Promise<Void> over = Promise.promise();
    private boolean closed;

    Folds(LlmSetup setup, FoldServices services) {
        this.services = services;
        this.directory = setup.directory();
        this.context = setup.context();
        this.settings = setup.prompt();
        this.owner = setup.address();
    }

    /** A reply has ended: makes a summary of its room, where the room wants one and it is time. */
    void after(PendingReply reply, ReplyClaim claim) {
        boolean wanted = claim.options().prompt() == PromptStrategy.SUMMARY;
        Route route = wanted && mayBegin(reply.room()) ? routeOf(reply, claim.options()) : null;
        if (route != null) {
            begin(reply.room(), claim.options(), route);
        }
    }

    private boolean mayBegin(RoomKey room) {
        return !closed && running.size() < MOST_AT_ONCE && !running.containsKey(room);
    }

    private @Nullable Route routeOf(PendingReply reply, RoomOptions options) {
        List<String> ofRoom = Stream.concat(Stream.ofNullable(reply.model()), options.models().stream())
                .distinct()
                .limit(ProviderDirectory.MAX_CHAIN)
                .toList();
        try {
            return directory
                    .routes(settings.summaryModels().isEmpty() ? ofRoom : settings.summaryModels())
                    .get(0);
        } catch (Failure failure) {
            LOG.warn("nobody can summarise room={} reason={}", reply.room(), failure.getMessage());
            return null;
        }
    }

    private void begin(RoomKey room, RoomOptions options, Route route) {
        ClaimFold question = new ClaimFold(
                room,
                UUID.randomUUID(),
                owner,
                route.providerName(),
                route.model(),
                2 * settings.foldMs(),
                settings.foldRestMs(),
                limits(options, route));
        FoldRun run = new FoldRun(question, route, services, settings);
        running.put(room, run);
        services.store()
                .claimFold(question)
                .compose(claimed -> run(run, claimed))
                .onFailure(cause -> LOG.debug("no summary room={} reason={}", room, cause.getMessage()))
                .onComplete(done -> forget(room, run));
    }

    private static Future<Void> run(FoldRun run, ClaimedFold claimed) {
        return claimed.version() == 0 ? Future.succeededFuture() : run.start(claimed);
    }

    // The window is that of the room's answers; what can be folded at once is what the summarising model can be shown.
    // A text never has more
    // tokens than bytes.
    private FoldLimits limits(RoomOptions options, Route route) {
        int window = PromptLimits.of(context, options, route.limits()).tail();
        int prompt = route.limits().contextWindow() - 2 * settings.summaryTokens();
        return new FoldLimits(
                percent(window, settings.foldPercent()),
                percent(context.maxMessages(), settings.foldPercent()),
                percent(window, settings.keepPercent()),
                percent(context.maxMessages(), settings.keepPercent()),
                Math.max(FEWEST_BYTES, Math.min(MOST_BYTES, prompt / 2)));
    }

    private static int percent(int whole, int percent) {
        return Math.max(1, (int) ((long) whole * percent / PERCENT));
    }

    private void forget(RoomKey room, FoldRun run) {
        running.remove(room, run);
        if (closed && running.isEmpty()) {
            over.tryComplete();
        }
    }

    /**
     * Begins none any more, and ends those that run.
     *
     * @return completes when their rows are closed, or cannot be; never fails
     */
    Future<Void> close() {
        closed = true;
        List.copyOf(running.values()).forEach(FoldRun::stop);
        if (running.isEmpty()) {
            over.tryComplete();
        }
        return over.future();
    }
}

package dev.verbatim.llm;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.PromptTurn;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomSummary;
import dev.verbatim.contract.ShownMessage;
import dev.verbatim.contract.TokenCount;
import dev.verbatim.llm.provider.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what a model is shown of a conversation: the system prompt and the message to answer always, before it as many whole
 * messages as fit, newest first and without a hole, and before those the summary of what was before, where there is one. A message's size is its stored count, else its UTF-8 bytes, which are never fewer than
 * its tokens; only where those do not fit is anything counted. Pure; any thread.
 */
final class PromptWindow {
    // The marks that a protocol puts around a message.
    static final int TOKENS_PER_MESSAGE = 4;

    private final PromptLimits limits;
    private final @Nullable String system;
    private final @Nullable Double temperature;
    private final PromptTurn question;
    private final @Nullable RoomSummary summary;
    private final List<PromptTurn> history;
    private final Speakers speakers;

    /**
     * The window over a claim's tail.
     *
     * @param system the prompt for rooms that have none of their own
     * @throws Failure {@code invalid_request} where the message to answer is not there any more
     */
    PromptWindow(ReplyClaim claim, @Nullable String system, PromptLimits limits) {
        this.limits = limits;
        this.system = firstPresent(claim.options().systemPrompt(), system);
        this.temperature = claim.options().temperature();
        this.question = questionOf(claim);
        this.summary = claim.summary();
        this.history = historyOf(after(summary, claim.tail()), question.messageId());
        List<PromptTurn> all = new ArrayList<>(history);
        all.add(question);
        this.speakers = new Speakers(all);
    }

    /** Whether the sizes that are known without counting decide everything. */
    boolean isDecided() {
        boolean allKnown = question.tokens() != null && history.stream().allMatch(turn -> turn.tokens() != null);
        int systemSize = boundOfSystem();
        boolean systemFits = systemSize <= limits.prompt() - limits.tail();
        return systemFits && (allKnown || boundOfAll() <= limits.tail());
    }

    /** The prompt by what is known; call it only if that {@linkplain #isDecided decides}. */
    Prompt decide() {
        return choose(new Sizes(null), limits.tail());
    }

    /**
     * The prompt by counting what nobody has counted; slow.
     *
     * @throws Failure {@code context_too_long} where the message to answer does not fit alone
     */
    Prompt count(TokenCounter counter) {
        int systemSize = system == null ? 0 : counter.count(system) + TOKENS_PER_MESSAGE;
        return choose(new Sizes(counter), Math.min(limits.tail(), limits.prompt() - systemSize));
    }

    private Prompt choose(Sizes sizes, int limit) {
        int used = sizes.of(question);
        if (used > limit) {
            throw new Failure(FailureCode.CONTEXT_TOO_LONG, "The message is longer than the model can be shown.");
        }
        boolean summarised = summary != null && used + sizeOf(summary) <= limit;
        used += summarised ? sizeOf(summary) : 0;
        Deque<Prompt.Shown> shown = new ArrayDeque<>();
        shown.add(sizes.shown(question));
        for (int i = history.size() - 1; i >= 0; i--) {
            used += sizes.of(history.get(i));
            if (used > limit) {
                break;
            }
            shown.addFirst(sizes.shown(history.get(i)));
        }
        while (!summarised && shown.getFirst().turn().role() == Role.ASSISTANT) {
            shown.removeFirst();
        }
        return new Prompt(
                system,
                summarised ? summary : null,
                List.copyOf(shown),
                limits,
                temperature,
                List.copyOf(sizes.counted),
                false);
    }

    private static int sizeOf(@Nullable RoomSummary summary) {
        return summary == null ? 0 : summary.tokens() + SummaryText.frameBytes(summary) + TOKENS_PER_MESSAGE;
    }

    private int boundOfAll() {
        Sizes sizes = new Sizes(null);
        return sizeOf(summary)
                + sizes.of(question)
                + history.stream().mapToInt(sizes::of).sum();
    }

    private int boundOfSystem() {
        return system == null ? 0 : Utf8.length(system) + TOKENS_PER_MESSAGE;
    }

    private static PromptTurn questionOf(ReplyClaim claim) {
        return claim.tail().stream()
                .filter(turn -> turn.messageId().equals(claim.replyTo()))
                .reduce((first, last) -> last)
                .orElseThrow(
                        () -> new Failure(FailureCode.INVALID_REQUEST, "The message to answer is not there any more."));
    }

    // What a summary covers is not shown again.
    private static List<PromptTurn> after(@Nullable RoomSummary summary, List<PromptTurn> tail) {
        int from = 0;
        for (int i = 0; summary != null && i < tail.size(); i++) {
            from = tail.get(i).messageId().equals(summary.throughId()) ? i + 1 : from;
        }
        return tail.subList(from, tail.size());
    }

    // A system message of a room is for people; an empty one (a removed message, an answer that never began) says
    // nothing.
    private List<PromptTurn> historyOf(List<PromptTurn> tail, UUID questionId) {
        Predicate<PromptTurn> shown = turn -> turn.role() != Role.SYSTEM
                && !turn.text().isBlank()
                && !turn.messageId().equals(questionId);
        List<PromptTurn> turns = tail.stream().filter(shown).toList();
        int most = Math.max(0, limits.maxMessages() - 1);
        return turns.subList(Math.max(0, turns.size() - most), turns.size());
    }

    private static @Nullable String firstPresent(@Nullable String first, @Nullable String second) {
        if (first != null && !first.isBlank()) {
            return first;
        }
        return second == null || second.isBlank() ? null : second;
    }

    /** Sizes of messages as they go into the prompt, and what was counted for them. */
    private final class Sizes {
        private final @Nullable TokenCounter counter;
        private final List<TokenCount> counted = new ArrayList<>();
        private final Map<UUID, Integer> known = new HashMap<>();

        private Sizes(@Nullable TokenCounter counter) {
            this.counter = counter;
        }

        private int of(PromptTurn turn) {
            return tokens(turn) + Utf8.length(speakers.prefix(turn)) + TOKENS_PER_MESSAGE;
        }

        private Prompt.Shown shown(PromptTurn turn) {
            Integer stored = turn.tokens() == null ? known.get(turn.messageId()) : turn.tokens();
            int tokens = stored == null ? Utf8.tokens(turn.text()) : stored;
            return new Prompt.Shown(
                    new Turn(turn.role(), speakers.prefix(turn) + turn.text()),
                    new ShownMessage(turn.messageId(), tokens, stored != null));
        }

        private int tokens(PromptTurn turn) {
            Integer stored = turn.tokens();
            if (stored != null) {
                return stored;
            }
            if (counter == null) {
                return Utf8.length(turn.text());
            }
            int tokens = counter.count(turn.text());
            counted.add(new TokenCount(turn.messageId(), tokens));
            known.put(turn.messageId(), tokens);
            return tokens;
        }
    }
}

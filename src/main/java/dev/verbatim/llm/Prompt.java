package dev.verbatim.llm;

import dev.verbatim.contract.PromptManifest;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomSummary;
import dev.verbatim.contract.ShownMessage;
import dev.verbatim.contract.ShownSummary;
import dev.verbatim.contract.TokenCount;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Turn;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a model is shown.
 *
 * @param summary of what was before the messages; null: none
 * @param shown oldest first; the message to answer last and nowhere else
 * @param limits what it was chosen by
 * @param temperature null: the provider's default
 * @param counted token counts made on the way
 * @param narrowed whether it is a part of one that was refused for its length
 */
record Prompt(
        @Nullable String system,
        @Nullable RoomSummary summary,
        List<Shown> shown,
        PromptLimits limits,
        @Nullable Double temperature,
        List<TokenCount> counted,
        boolean narrowed) {

    /** A message as it is shown, and what is said of it afterwards. */
    record Shown(Turn turn, ShownMessage message) {}

    /** The conversation, oldest first: the summary as somebody's words like all others, then the messages. */
    List<Turn> turns() {
        Stream<Turn> before = Stream.ofNullable(summary).map(SummaryText::shown);
        return Stream.concat(before, shown.stream().map(Shown::turn)).toList();
    }

    /** The same question after at most half of the conversation, in characters; null where nothing can be left out. */
    @Nullable
    Prompt narrower() {
        int last = shown.size() - 1;
        int room = shown.stream().limit(last).mapToInt(Prompt::length).sum() / 2;
        int from = last;
        while (from > 1 && room >= length(shown.get(from - 1))) {
            from--;
            room -= length(shown.get(from));
        }
        while (shown.get(from).turn().role() == Role.ASSISTANT) {
            from++;
        }
        boolean alone = last == 0;
        return alone && summary == null ? null : from(alone ? 0 : from, alone ? null : summary);
    }

    private Prompt from(int index, @Nullable RoomSummary before) {
        return new Prompt(system, before, shown.subList(index, shown.size()), limits, temperature, counted, true);
    }

    private static int length(Shown message) {
        return message.turn().text().length();
    }

    ProviderRequest request(String model) {
        return new ProviderRequest(model, system, turns(), limits.answer(), temperature);
    }

    /** What a request of it holds, to be told afterwards. */
    PromptManifest manifest(PromptStrategy strategy, int continuedChars) {
        return new PromptManifest(
                strategy,
                limits.tail(),
                limits.answer(),
                system == null ? null : Sha256.hex(system),
                system == null ? 0 : Utf8.tokens(system),
                summary == null ? null : new ShownSummary(summary.version(), summary.throughSeq(), summary.tokens()),
                shown.stream().map(Shown::message).toList(),
                narrowed,
                continuedChars);
    }
}

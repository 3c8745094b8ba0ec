package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Usage;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FinishedRepliesTest {
    private final LogLines log = LogLines.of(FinishedReplies.class);

    private static EndReply ending(@Nullable FailureCode error, @Nullable Long costPico) {
        AttemptResult result =
                new AttemptResult(AttemptOutcome.COMPLETE, error, Usage.estimated(1, 2), costPico, 3L, 4, null);
        return new EndReply(
                ScriptedStorage.ROOM,
                UUID.randomUUID(),
                1,
                1,
                EndStatus.COMPLETE,
                null,
                null,
                "",
                "",
                "",
                null,
                null,
                null,
                0,
                result,
                List.of());
    }

    private String logged(EndReply ending) {
        FinishedReplies.log(ScriptedDirectory.NAME, ScriptedDirectory.MODEL, ending, new EndedReply(false, null));
        return log.lines().get(0);
    }

    @Test
    void aReplyWithoutAnErrorNamesNone() {
        assertThat(logged(ending(null, 12L))).doesNotContain("error=").contains(" costPico=12 ");
    }

    @Test
    void anErrorIsNamedAndAnUnknownCostIsCalledSo() {
        assertThat(logged(ending(FailureCode.STREAM_CUT, null)))
                .contains(" error=stream_cut ", " cost=unknown ")
                .doesNotContain("null");
    }
}

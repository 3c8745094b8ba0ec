package dev.verbatim.storage;

import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.LastAttempt;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * An ending on its way into Postgres.
 *
 * @param end its texts cleaned
 * @param endId the same for every call of one tenure, so that a repeated call whose first commit nobody acknowledged knows it as its own;
 *     another for whoever took the reply over
 */
record Ending(EndReply end, UUID endId) {
    static Ending of(EndReply asked) {
        EndReply end = new EndReply(
                asked.room(),
                asked.replyId(),
                asked.epoch(),
                asked.attempt(),
                asked.status(),
                asked.reason(),
                CleanText.cleanOrNull(asked.rawReason()),
                CleanText.clean(asked.text()),
                CleanText.clean(asked.reasoning()),
                CleanText.clean(asked.refusal()),
                asked.stoppedBy(),
                asked.error(),
                CleanText.cleanOrNull(asked.errorMessage()),
                asked.errorRetryAfterMs(),
                asked.result(),
                asked.counted(),
                asked.last());
        return new Ending(end, endId(end));
    }

    private static UUID endId(EndReply end) {
        String tenure = end.replyId() + ":" + end.epoch();
        return UUID.nameUUIDFromBytes(tenure.getBytes(StandardCharsets.US_ASCII));
    }

    long size() {
        int chars =
                end.text().length() + end.reasoning().length() + end.refusal().length();
        LastAttempt last = end.last();
        long calls = ToolCallRows.sizeOf(end.result()) + (last == null ? 0 : ToolCallRows.sizeOf(last.result()));
        return 512L + 3L * chars + calls;
    }
}

package dev.verbatim.storage;

import dev.verbatim.contract.EndReply;
import java.util.UUID;

/**
 * An ending on its way into Postgres.
 *
 * @param end its texts cleaned
 * @param endId tells this call's commit from one that another call made
 */
record Ending(EndReply end, UUID endId) {
    static Ending of(EndReply asked, UUID endId) {
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
                asked.counted());
        return new Ending(end, endId);
    }

    long size() {
        int chars =
                end.text().length() + end.reasoning().length() + end.refusal().length();
        return 512L + 3L * chars;
    }
}

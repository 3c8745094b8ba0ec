package dev.verbatim.storage;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReadUsage;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsagePage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.contract.UsageSum;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger, summed and read page by page; a question sums at most 100,000 answers. */
final class UsageStore {
    private static final int MAX_LIMIT = 1_000;
    private static final int MOST = 100_000;
    private static final int PICO_DIGITS = 12;
    private static final String USAGE = "select * from verbatim_usage($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    private final int most;

    UsageStore() {
        this(MOST);
    }

    /**
     * For tests.
     *
     * @param most answers that one question sums
     */
    UsageStore(int most) {
        this.most = most;
    }

    Future<UsagePage> read(SqlConnection connection, ReadUsage ask) {
        int limit = Math.max(1, Math.min(MAX_LIMIT, ask.limit()));
        String after = ask.after();
        @Nullable Place place = after == null ? null : Place.decoded(after);
        if (after != null && place == null) {
            return Future.failedFuture(new Failure(FailureCode.BAD_FRAME, "No page ended there."));
        }
        Tuple parameters = Tuple.tuple()
                .addString(ask.tenant())
                .addString(ask.userId())
                .addOffsetDateTime(ask.from().atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(ask.to().atOffset(ZoneOffset.UTC))
                .addString(ask.by().wire())
                .addString(place == null ? null : place.key())
                .addString(place == null ? null : place.provider())
                .addString(place == null ? null : place.source())
                .addInteger(limit + 1)
                .addInteger(most);
        return connection.preparedQuery(USAGE).execute(parameters).compose(rows -> page(rows, limit));
    }

    private Future<UsagePage> page(RowSet<Row> rows, int limit) {
        List<UsageSum> sums = new ArrayList<>();
        for (Row row : rows) {
            if (row.getBoolean("too_many")) {
                return Future.failedFuture(new Failure(
                        FailureCode.TOO_LARGE,
                        "More than " + most + " answers ended in this time: ask for a shorter one."));
            }
            sums.add(sum(row));
        }
        if (sums.size() <= limit) {
            return Future.succeededFuture(new UsagePage(List.copyOf(sums), null));
        }
        List<UsageSum> shown = List.copyOf(sums.subList(0, limit));
        return Future.succeededFuture(
                new UsagePage(shown, Place.of(shown.get(limit - 1)).encoded()));
    }

    private static UsageSum sum(Row row) {
        String provider = row.getString("provider");
        return new UsageSum(
                row.getString("key"),
                provider.isEmpty() ? null : provider,
                row.getLong("attempts"),
                new Usage(
                        Rows.constant(UsageSource.class, row.getString("source")),
                        row.getLong("input_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("cache_read_tokens"),
                        row.getLong("cache_write_tokens"),
                        row.getLong("reasoning_tokens")),
                usd(row.getBigDecimal("cost_pico")),
                row.getLong("unpriced"));
    }

    private static @Nullable String usd(@Nullable BigDecimal pico) {
        if (pico == null) {
            return null;
        }
        BigDecimal usd = pico.movePointLeft(PICO_DIGITS).stripTrailingZeros();
        return usd.setScale(Math.max(0, usd.scale())).toPlainString();
    }

    /** A row's place in the order; outside a text whose form is nobody's business. */
    private record Place(String key, String provider, String source) {
        private static final int PARTS = 3;

        static Place of(UsageSum row) {
            String provider = row.provider();
            return new Place(
                    row.key(),
                    provider == null ? "" : provider,
                    row.tokens().source().wire());
        }

        String encoded() {
            byte[] json = JsonArray.of(key, provider, source).encode().getBytes(StandardCharsets.UTF_8);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
        }

        static @Nullable Place decoded(String text) {
            try {
                JsonArray array =
                        new JsonArray(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
                boolean sound = array.size() == PARTS && array.stream().allMatch(String.class::isInstance);
                return sound ? new Place(array.getString(0), array.getString(1), array.getString(2)) : null;
            } catch (IllegalArgumentException | DecodeException e) {
                return null;
            }
        }
    }
}

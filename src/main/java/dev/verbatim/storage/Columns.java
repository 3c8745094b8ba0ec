package dev.verbatim.storage;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A batch turned on its side: the array parameters of a database function, in the order of its signature.
 *
 * @param <A> a row
 */
final class Columns<A> {
    private final List<A> rows;
    private final Tuple parameters = Tuple.tuple();

    Columns(List<A> rows) {
        this.rows = rows;
    }

    /** Text as it is: ids, and what was cleaned before. */
    Columns<A> text(Function<A, @Nullable String> column) {
        parameters.addValue(rows.stream().map(column).toArray(String[]::new));
        return this;
    }

    Columns<A> cleanText(Function<A, @Nullable String> column) {
        return text(row -> CleanText.cleanOrNull(column.apply(row)));
    }

    Columns<A> uuid(Function<A, @Nullable UUID> column) {
        parameters.addValue(rows.stream().map(column).toArray(UUID[]::new));
        return this;
    }

    Columns<A> integer(Function<A, @Nullable Integer> column) {
        parameters.addValue(rows.stream().map(column).toArray(Integer[]::new));
        return this;
    }

    Columns<A> bigint(Function<A, @Nullable Long> column) {
        parameters.addValue(rows.stream().map(column).toArray(Long[]::new));
        return this;
    }

    Columns<A> flag(Function<A, Boolean> column) {
        parameters.addValue(rows.stream().map(column).toArray(Boolean[]::new));
        return this;
    }

    Columns<A> bytes(Function<A, Buffer> column) {
        parameters.addValue(rows.stream().map(column).toArray(Buffer[]::new));
        return this;
    }

    /** A parameter that is the same for all rows. */
    Columns<A> value(@Nullable Object value) {
        parameters.addValue(value);
        return this;
    }

    /** The columns of another list go on where these end. */
    <B> Columns<B> then(List<B> others) {
        Columns<B> next = new Columns<>(others);
        for (int i = 0; i < parameters.size(); i++) {
            next.parameters.addValue(parameters.getValue(i));
        }
        return next;
    }

    Tuple tuple() {
        return parameters;
    }
}

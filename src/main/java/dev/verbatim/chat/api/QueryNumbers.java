package dev.verbatim.chat.api;

import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole numbers and words of a query; one that is there twice or is none fails with {@code bad_frame}. */
final class QueryNumbers {
    private QueryNumbers() {}

    static @Nullable Long number(MultiMap query, String name, long least, long most) {
        String text = word(query, name);
        if (text == null) {
            return null;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw RequestBody.bad(name, "must be a whole number");
        }
        throw RequestBody.bad(name, "must be " + least + " to " + most);
    }

    static int limit(MultiMap query, int otherwise, int most) {
        Long limit = number(query, "limit", 1, most);
        return limit == null ? otherwise : limit.intValue();
    }

    static @Nullable String word(MultiMap query, String name) {
        List<String> values = query.getAll(name);
        if (values.size() > 1) {
            throw RequestBody.bad(name, "is there twice");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}

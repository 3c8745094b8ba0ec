package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.WireName;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JSON object that a request brings; each getter fails with a {@link Failure} that names the field. A null is a field that is not there. */
final class RequestBody {
    private final JsonObject json;

    private RequestBody(JsonObject json) {
        this.json = json;
    }

    /** The request's body; a field that is not known is a mistake, since it would be passed over. */
    static RequestBody of(RoutingContext context, Set<String> known) {
        JsonObject json;
        try {
            json = context.body().asJsonObject();
        } catch (DecodeException | ClassCastException e) {
            json = null;
        }
        if (json == null) {
            throw new Failure(FailureCode.BAD_FRAME, "The body is to be one JSON object.");
        }
        json.fieldNames().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw bad(
                            "body",
                            "may have "
                                    + String.join(", ", known.stream().sorted().toList()));
                });
        return new RequestBody(json);
    }

    /** The names that are there, also those of nulls. */
    Set<String> names() {
        return json.fieldNames();
    }

    @Nullable
    String text(String name, int most) {
        Object value = json.getValue(name);
        if (value != null && !(value instanceof String)) {
            throw bad(name, "must be a string");
        }
        String text = (String) value;
        if (text != null && text.length() > most) {
            throw new Failure(FailureCode.TOO_LARGE, name + ": at most " + most + " characters.");
        }
        return text;
    }

    /** A text that is shown: something must be seen of it. */
    @Nullable
    String visibleText(String name, int most) {
        String text = text(name, most);
        if (text != null && text.isBlank()) {
            throw bad(name, "must not be blank");
        }
        return text;
    }

    /** A name that is shown among others: something must be seen of it, and it is one line. */
    @Nullable
    String shownName(String name, int most) {
        String text = visibleText(name, most);
        if (text != null && !Identity.isOneLine(text)) {
            throw bad(name, "must be one line without control characters");
        }
        return text;
    }

    /** An identifier: it travels in headers and logs, so only visible ASCII is let in. */
    @Nullable
    String named(String name, int most) {
        String text = text(name, most);
        requireName(name, text);
        return text;
    }

    private static void requireName(String name, @Nullable String text) {
        if (text != null && (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
            throw bad(name, "must be visible ASCII without spaces");
        }
    }

    boolean flag(String name, boolean otherwise) {
        Object value = json.getValue(name);
        if (value != null && !(value instanceof Boolean)) {
            throw bad(name, "must be true or false");
        }
        return value == null ? otherwise : (Boolean) value;
    }

    @Nullable
    Integer positive(String name) {
        Object value = json.getValue(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Integer number && number > 0) {
            return number;
        }
        throw bad(name, "must be a whole number, 1 or more");
    }

    @Nullable
    Double number(String name, double least, double most) {
        Object value = json.getValue(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number && number.doubleValue() >= least && number.doubleValue() <= most) {
            return number.doubleValue();
        }
        throw bad(name, "must be a number, " + least + " to " + most);
    }

    /** A constant by its wire name. */
    <E extends Enum<E> & WireName> @Nullable E constant(String name, Class<E> type) {
        Object value = json.getValue(name);
        if (value == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.wire().equals(value))
                .findFirst()
                .orElseThrow(() -> bad(name, "must be " + wireNames(type)));
    }

    private static <E extends Enum<E> & WireName> String wireNames(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(WireName::wire).collect(Collectors.joining(" or "));
    }

    /** A list of identifiers; empty where it is not there. */
    List<String> names(String name, int mostNames, int mostChars) {
        Object value = json.getValue(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array) || array.size() > mostNames) {
            throw bad(name, "must be a list of at most " + mostNames + " names");
        }
        List<String> names = new ArrayList<>(array.size());
        for (Object each : array) {
            if (!(each instanceof String text) || text.length() > mostChars) {
                throw bad(name, "must be a list of names of at most " + mostChars + " characters");
            }
            requireName(name, text);
            names.add(text);
        }
        return List.copyOf(names);
    }

    static Failure bad(String name, String problem) {
        return new Failure(FailureCode.BAD_FRAME, name + ": " + problem + '.');
    }
}

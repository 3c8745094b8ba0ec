package dev.verbatim.chat.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomKey;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The fields of a frame's {@code data}; each getter fails with a {@link Failure} that names the field. */
final class Fields {
    /** Stands for a value that no field has: an object, an array, a fraction, a number beyond 64 bits. */
    private static final Object FOREIGN = new Object();

    private static final int UUID_LENGTH = 36;

    private final Map<String, Object> values = new HashMap<>();

    /** Reads an object whose start has been read; what is nested in it is passed over. */
    void readFrom(JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Object value = value(parser, parser.nextToken());
            if (value != null) {
                values.put(name, value);
            }
        }
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> integer(parser);
            default -> {
                parser.skipChildren();
                yield FOREIGN;
            }
        };
    }

    private static Object integer(JsonParser parser) throws IOException {
        try {
            return parser.getLongValue();
        } catch (InputCoercionException e) {
            return FOREIGN;
        }
    }

    String text(String name) {
        return required(name, optionalText(name));
    }

    @Nullable
    String optionalText(String name) {
        Object value = values.get(name);
        if (value != null && !(value instanceof String)) {
            throw bad(name, "must be a string");
        }
        return (String) value;
    }

    boolean flag(String name, boolean otherwise) {
        Object value = values.get(name);
        if (value != null && !(value instanceof Boolean)) {
            throw bad(name, "must be true or false");
        }
        return value == null ? otherwise : (Boolean) value;
    }

    @Nullable
    Long optionalNumber(String name) {
        Object value = values.get(name);
        if (value != null && (!(value instanceof Long number) || number < 0)) {
            throw bad(name, "must be a whole number, 0 or more");
        }
        return (Long) value;
    }

    long number(String name, long least, long most) {
        long value = required(name, optionalNumber(name));
        if (value < least || value > most) {
            throw bad(name, "must be " + least + " to " + most);
        }
        return value;
    }

    String roomId() {
        String value = text("roomId");
        if (!RoomKey.isValidRoomId(value)) {
            throw bad("roomId", "must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return value;
    }

    UUID messageId() {
        String value = text("messageId");
        try {
            if (value.length() == UUID_LENGTH) {
                return UUID.fromString(value);
            }
        } catch (IllegalArgumentException e) {
            throw bad("messageId", "must be a UUID");
        }
        throw bad("messageId", "must be a UUID");
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw bad(name, "is missing");
        }
        return value;
    }

    static Failure bad(String name, String problem) {
        return new Failure(FailureCode.BAD_FRAME, name + ": " + problem + '.');
    }
}

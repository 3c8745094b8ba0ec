package dev.verbatim.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of the contract's records: a field per component, enums by their wire name, absent for null. Unknown fields are
 * ignored, unknown enum values read as null. Between JVMs only, never on the way of a local message.
 */
public final class RecordJson {
    private RecordJson() {}

    /** A record as JSON. */
    public static JsonObject encode(Record message) {
        JsonObject json = new JsonObject();
        for (RecordComponent component : message.getClass().getRecordComponents()) {
            Object value = encodeValue(read(message, component));
            if (value != null) {
                json.put(component.getName(), value);
            }
        }
        return json;
    }

    /**
     * A record from JSON.
     *
     * @throws IllegalArgumentException where a field has the wrong type
     */
    public static <T extends Record> T decode(JsonObject json, Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            values[i] = decodeValue(json.getValue(component.getName()), component.getGenericType());
        }
        return construct(type, components, values);
    }

    private static @Nullable Object read(Record message, RecordComponent component) {
        try {
            return component.getAccessor().invoke(message);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A record hides its component " + component.getName(), e);
        }
    }

    private static @Nullable Object encodeValue(@Nullable Object value) {
        if (value instanceof Record nested) {
            return encode(nested);
        }
        if (value instanceof WireName constant) {
            return constant.wire();
        }
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(element -> array.add(encodeValue(element)));
            return array;
        }
        return value instanceof UUID || value instanceof Instant ? value.toString() : value;
    }

    private static @Nullable Object decodeValue(@Nullable Object value, Type type) {
        if (type instanceof ParameterizedType list) {
            return decodeList(value, list.getActualTypeArguments()[0]);
        }
        Class<?> target = (Class<?>) type;
        if (value == null) {
            return absent(target);
        }
        if (target.isRecord()) {
            return decode((JsonObject) value, target.asSubclass(Record.class));
        }
        if (target.isEnum()) {
            return constant(target, (String) value);
        }
        return decodeScalar(value, target);
    }

    private static Object decodeScalar(Object value, Class<?> target) {
        if (target == long.class || target == Long.class) {
            return ((Number) value).longValue();
        }
        if (target == int.class || target == Integer.class) {
            return ((Number) value).intValue();
        }
        if (target == double.class || target == Double.class) {
            return ((Number) value).doubleValue();
        }
        if (target == UUID.class) {
            return UUID.fromString((String) value);
        }
        if (target == Instant.class) {
            return Instant.parse((String) value);
        }
        return value;
    }

    private static List<@Nullable Object> decodeList(@Nullable Object value, Type element) {
        List<@Nullable Object> list = new ArrayList<>();
        if (value instanceof JsonArray array) {
            array.forEach(item -> list.add(decodeValue(item, element)));
        }
        return list;
    }

    private static @Nullable Object absent(Class<?> target) {
        if (target == long.class) {
            return 0L;
        }
        if (target == int.class) {
            return 0;
        }
        return target == boolean.class ? Boolean.FALSE : null;
    }

    private static @Nullable Object constant(Class<?> target, String wire) {
        return Arrays.stream(target.getEnumConstants())
                .filter(candidate -> ((WireName) candidate).wire().equals(wire))
                .findFirst()
                .orElse(null);
    }

    private static <T> T construct(Class<T> type, RecordComponent[] components, @Nullable Object[] values) {
        Class<?>[] parameters =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(parameters);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("Not a " + type.getSimpleName(), e);
        }
    }
}

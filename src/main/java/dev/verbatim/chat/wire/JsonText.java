package dev.verbatim.chat.wire;

import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON of one frame, field by field, without a tree in between.
 *
 * <p>Whatever the strings hold, the result is valid JSON and valid UTF-8: half of a surrogate pair is written as an escape, since a
 * provider may send one and an encoder would turn it into a question mark. Not for reuse after {@link #frame()}.
 */
public final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int PRESIZED = 192;

    private final StringBuilder out;
    private boolean first = true;

    private JsonText(int size) {
        out = new StringBuilder(size);
    }

    /** Begins a frame; its fields are those of {@code data}. */
    public static JsonText event(String event, @Nullable String ref) {
        JsonText json = new JsonText(PRESIZED);
        json.out.append("{\"event\":\"").append(event).append('"');
        if (ref != null) {
            json.out.append(",\"ref\":").append(ref);
        }
        json.out.append(",\"data\":{");
        return json;
    }

    /** Begins a document that is no frame. */
    public static JsonText document() {
        JsonText json = new JsonText(PRESIZED);
        json.out.append('{');
        return json;
    }

    /** Ends the document. */
    public String text() {
        return out.append('}').toString();
    }

    /** A string; a null leaves the field out. */
    public JsonText put(String name, @Nullable String value) {
        if (value != null) {
            name(name);
            quote(out, value, 0, value.length());
        }
        return this;
    }

    /** A number. */
    public JsonText put(String name, long value) {
        name(name).append(value);
        return this;
    }

    /** A boolean. */
    public JsonText put(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    /** A value that is JSON already. */
    public JsonText json(String name, String value) {
        name(name).append(value);
        return this;
    }

    /** A string inside an array. */
    public void item(String value) {
        comma();
        quote(out, value, 0, value.length());
    }

    /** Begins an object inside an array, or with a name inside an object. */
    public JsonText object(@Nullable String name) {
        return open(name, '{');
    }

    /** Begins an array. */
    public JsonText array(String name) {
        return open(name, '[');
    }

    /** Ends the object that was begun last. */
    public JsonText endObject() {
        return close('}');
    }

    /** Ends the array that was begun last. */
    public JsonText endArray() {
        return close(']');
    }

    /** Ends the frame. */
    public Frame frame() {
        return Frame.of(out.append("}}").toString());
    }

    private JsonText open(@Nullable String name, char bracket) {
        if (name == null) {
            comma();
        } else {
            name(name);
        }
        out.append(bracket);
        first = true;
        return this;
    }

    private JsonText close(char bracket) {
        out.append(bracket);
        first = false;
        return this;
    }

    private StringBuilder name(String name) {
        comma();
        return out.append('"').append(name).append("\":");
    }

    private void comma() {
        if (!first) {
            out.append(',');
        }
        first = false;
    }

    /** Appends a part of a text as a JSON string, quotes included. */
    public static void quote(StringBuilder out, CharSequence text, int from, int to) {
        out.append('"');
        int copied = from;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(text, copied, i);
            escape(out, c);
            copied = i + 1;
        }
        out.append(text, copied, to).append('"');
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                out.append("\\u")
                        .append(HEX[c >> 12 & 0xF])
                        .append(HEX[c >> 8 & 0xF])
                        .append(HEX[c >> 4 & 0xF])
                        .append(HEX[c & 0xF]);
        }
    }
}

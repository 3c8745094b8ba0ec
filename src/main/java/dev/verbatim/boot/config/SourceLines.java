package dev.verbatim.boot.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * At which line of a YAML or JSON text a value stands, by its path such as {@code http.port} or {@code models[2].price}. The text is looked through when
 * the first line is asked for: where nothing is wrong that costs nothing. Not thread-safe.
 */
final class SourceLines {
    private final Map<String, Integer> lines = new HashMap<>();
    private final JsonFactory format;
    private final String text;
    private final String name;
    private boolean read;

    private SourceLines(JsonFactory format, String text, String name) {
        this.format = format;
        this.text = text;
        this.name = name;
    }

    /**
     * The lines of a text; of one that is broken, those before the break.
     *
     * @param name the file's, for {@link #at}
     */
    static SourceLines of(JsonFactory format, String text, String name) {
        return new SourceLines(format, text, name);
    }

    private void read() {
        read = true;
        try (JsonParser parser = format.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                note(parser, token);
            }
        } catch (IOException broken) {
            // Whoever reads the text for what it says reports where it breaks; the lines before are known.
            lines.remove("");
        }
    }

    private void note(JsonParser parser, JsonToken token) {
        boolean begins = token == JsonToken.FIELD_NAME || token.isStructStart() || token.isScalarValue();
        if (begins) {
            lines.putIfAbsent(
                    pointer(parser, token), parser.currentTokenLocation().getLineNr());
        }
    }

    // Within a structure's first token the context is already its own: the place of the structure is its parent's.
    private static String pointer(JsonParser parser, JsonToken token) {
        var context = token.isStructStart() ? parser.getParsingContext().getParent() : parser.getParsingContext();
        return context.pathAsPointer().toString();
    }

    /** {@code file:line: } of a path, or of the nearest thing around it that the text has; empty where it has neither. */
    String at(String path) {
        if (!read) {
            read();
        }
        String pointer = "/" + path.replace('.', '/').replace('[', '/').replace("]", "");
        while (!pointer.isEmpty()) {
            Integer line = lines.get(pointer);
            if (line != null) {
                return name + ":" + line + ": ";
            }
            pointer = pointer.substring(0, pointer.lastIndexOf('/'));
        }
        return "";
    }
}

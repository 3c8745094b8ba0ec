package dev.verbatim.llm.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The JSON of providers: read without building a tree, never deeper than {@value #MAX_DEPTH}. */
public final class Json {
    private static final int MAX_DEPTH = 100;
    private static final double BEYOND_ANY_COUNT = 1e12;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    private Json() {}

    /** Takes one member of an object; the parser is at the value and is left at the value's last token. */
    @FunctionalInterface
    public interface Member {
        void read(String name, JsonParser value) throws IOException;
    }

    /** Reads a document that is an object. */
    @FunctionalInterface
    public interface Document {
        void read(JsonParser parser) throws IOException;
    }

    /** Shared; it makes generators and parsers. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /**
     * Reads one object. What is not UTF-8 becomes U+FFFD, in a second pass, so the reader may be called twice and starts anew.
     *
     * @return whether it is a JSON object
     */
    public static boolean read(byte[] bytes, int offset, int length, Document document) {
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            return read(parser, document);
        } catch (IOException strict) {
            return readLeniently(new String(bytes, offset, length, StandardCharsets.UTF_8), document);
        }
    }

    private static boolean readLeniently(String text, Document document) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return read(parser, document);
        } catch (IOException notJson) {
            return false;
        }
    }

    private static boolean read(JsonParser parser, Document document) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        document.read(parser);
        return true;
    }

    /** Reads the members of the object that the parser is at; passes over anything else. */
    public static void members(JsonParser parser, Member member) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            member.read(name, parser);
        }
    }

    /** The string the parser is at; null for anything else, which is passed over. */
    public static @Nullable String text(JsonParser value) throws IOException {
        if (value.currentToken() == JsonToken.VALUE_STRING) {
            return value.getText();
        }
        value.skipChildren();
        return null;
    }

    /** The string the parser is at, or the text of the object or list it is at; null for anything else. */
    public static @Nullable String textOrJson(JsonParser value) throws IOException {
        if (!value.currentToken().isStructStart()) {
            return text(value);
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = FACTORY.createGenerator(text)) {
            copy.copyCurrentStructure(value);
        }
        return text.toString();
    }

    /**
     * A count of tokens: what is negative, larger than any answer's or no number is 0, a fraction is cut off. Sums of what is left are far from
     * what a long holds.
     */
    public static long count(JsonParser value) throws IOException {
        if (!value.currentToken().isNumeric()) {
            value.skipChildren();
            return 0;
        }
        double number = value.getDoubleValue();
        return number > 0 && number < BEYOND_ANY_COUNT ? (long) number : 0;
    }

    static @Nullable JsonNode tree(byte[] bytes, int offset, int length) {
        try {
            return MAPPER.readTree(new String(bytes, offset, length, StandardCharsets.UTF_8));
        } catch (IOException notJson) {
            return null;
        }
    }
}

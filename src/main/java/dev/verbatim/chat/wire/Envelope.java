package dev.verbatim.chat.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import java.io.IOException;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** The outer object of a client's frame while it is read; what was read before an error stays readable. */
final class Envelope {
    private static final int MAX_REF = 256;

    @Nullable
    String event;

    @Nullable
    String ref;

    final Fields data = new Fields();

    void readFrom(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw bad("A frame is one JSON object.");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            readField(name, parser);
        }
        if (parser.nextToken() != null) {
            throw bad("One JSON object a frame.");
        }
    }

    private void readField(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "event" -> readEvent(parser);
            case "ref" -> readRef(parser);
            case "data" -> readData(parser);
            default -> parser.skipChildren();
        }
    }

    private void readEvent(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw bad("event: must be a string.");
        }
        event = parser.getText();
    }

    private void readRef(JsonParser parser) throws IOException {
        StringWriter copy = new StringWriter();
        try (JsonGenerator generator = FrameReader.FACTORY.createGenerator(copy)) {
            generator.copyCurrentStructureExact(parser);
        }
        if (copy.getBuffer().length() > MAX_REF) {
            throw bad("ref: at most " + MAX_REF + " characters.");
        }
        ref = copy.toString();
    }

    private void readData(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            data.readFrom(parser);
        } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
            throw bad("data: must be an object.");
        }
    }

    private static Failure bad(String message) {
        return new Failure(FailureCode.BAD_FRAME, message);
    }
}

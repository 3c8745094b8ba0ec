package dev.verbatim.testing;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The published description of frames and facts, {@code src/docs/asyncapi.yaml}, read more strictly than a client must: a field that it does
 * not name is a mistake here. Every frame that a test's client receives is held against it. Any thread.
 */
public final class WireContract {
    private static final Path FILE = Path.of("src/docs/asyncapi.yaml");
    private static final String SCHEMAS = "#/components/schemas/";
    private static final List<String> STREAM_MARKS = List.of("start", "token", "state", "end");
    private static final Map<String, String> STREAMS =
            Map.of("start", "StreamStart", "token", "StreamDelta", "state", "StreamState", "end", "StreamEnd");
    private static final WireContract PUBLISHED = new WireContract(read());

    private final JsonObject document;
    private final JsonObject strict = new JsonObject();
    private final Map<String, String> serverFrames = new HashMap<>();
    private final Map<String, Validator> validators = new ConcurrentHashMap<>();

    private WireContract(JsonObject document) {
        this.document = document;
        JsonObject schemas = schemas();
        schemas.forEach(schema -> strict.put(schema.getKey(), strict(schema.getValue())));
        messagesOf("serverSays").forEach(message -> {
            String ref = message.getJsonObject("payload").getString("$ref");
            serverFrames.put(message.getString("name"), ref == null ? "" : ref.substring(SCHEMAS.length()));
        });
    }

    /** What is published. */
    public static WireContract published() {
        return PUBLISHED;
    }

    /** The whole document. */
    public JsonObject document() {
        return document;
    }

    /** Its schemas by name, as they are published. */
    public JsonObject schemas() {
        return document.getJsonObject("components").getJsonObject("schemas");
    }

    /** The messages of an operation. */
    public Stream<JsonObject> messagesOf(String operation) {
        JsonArray refs =
                document.getJsonObject("operations").getJsonObject(operation).getJsonArray("messages");
        return refs.stream().map(ref -> resolve(resolve((JsonObject) ref)));
    }

    private JsonObject resolve(JsonObject reference) {
        JsonObject found = document;
        for (String step : reference.getString("$ref").substring(2).split("/")) {
            found = found.getJsonObject(step);
        }
        return found;
    }

    /**
     * Holds a frame of the server against what is published.
     *
     * @return the same frame
     * @throws AssertionError where it says something else
     */
    public JsonObject checked(JsonObject frame) {
        String event = frame.getString("event");
        String schema = serverFrames.get(event);
        if (schema == null || !List.of("event", "ref", "data").containsAll(frame.fieldNames())) {
            throw new AssertionError("Not in asyncapi.yaml: " + frame);
        }
        JsonObject data = frame.getJsonObject("data", new JsonObject());
        check(schema.isEmpty() ? stream(data) : schema, data);
        return frame;
    }

    private static String stream(JsonObject data) {
        return STREAM_MARKS.stream()
                .filter(data::containsKey)
                .findFirst()
                .map(STREAMS::get)
                .orElseThrow(() -> new AssertionError("No kind of stream: " + data));
    }

    /** Holds a value against the schema of this name. */
    public void check(String schema, JsonObject value) {
        OutputUnit result = validators.computeIfAbsent(schema, this::validator).validate(value);
        if (!Boolean.TRUE.equals(result.getValid())) {
            throw new AssertionError(schema + " of asyncapi.yaml: " + result.getErrors() + " in " + value);
        }
    }

    private Validator validator(String schema) {
        JsonObject root = new JsonObject().put("$ref", "#/$defs/" + schema).put("$defs", strict);
        JsonSchemaOptions options = new JsonSchemaOptions()
                .setDraft(Draft.DRAFT202012)
                .setBaseUri("verbatim://wire")
                .setOutputFormat(OutputFormat.Basic);
        return Validator.create(JsonSchema.of(root), options);
    }

    private static Object strict(Object schema) {
        if (schema instanceof JsonArray list) {
            JsonArray copy = new JsonArray();
            list.forEach(each -> copy.add(strict(each)));
            return copy;
        }
        if (!(schema instanceof JsonObject object)) {
            return schema;
        }
        JsonObject copy = new JsonObject();
        object.forEach(entry -> copy.put(entry.getKey(), strict(entry.getValue())));
        if (object.getString("$ref", "").startsWith(SCHEMAS)) {
            copy.put("$ref", "#/$defs/" + object.getString("$ref").substring(SCHEMAS.length()));
        }
        if (object.getValue("properties") instanceof JsonObject) {
            copy.put("additionalProperties", false);
        }
        return copy;
    }

    private static JsonObject read() {
        try {
            Map<?, ?> yaml = new YAMLMapper().readValue(Files.readString(FILE), Map.class);
            return new JsonObject(io.vertx.core.json.Json.encode(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

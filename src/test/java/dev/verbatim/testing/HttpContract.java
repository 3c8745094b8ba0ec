package dev.verbatim.testing;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.Json;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The published description of the HTTP API, {@code src/docs/openapi.yaml}, read more strictly than a client must: a field that it does not name
 * is a mistake here. Every answer that a test's client gets is held against it. Any thread.
 */
public final class HttpContract {
    private static final Path FILE = Path.of("src/docs/openapi.yaml");
    private static final String OWN = "#/components/schemas/";
    private static final String SHARED = "asyncapi.yaml#/components/schemas/";
    private static final HttpContract PUBLISHED = new HttpContract(read());

    private final JsonObject document;
    private final JsonObject definitions = new JsonObject();

    /** By schema: to make one takes longer than most requests. */
    private final Map<JsonObject, Validator> validators = new ConcurrentHashMap<>();

    private HttpContract(JsonObject document) {
        this.document = document;
        WireContract.published().schemas().forEach(each -> definitions.put(each.getKey(), strict(each.getValue(), "")));
        JsonObject own = document.getJsonObject("components").getJsonObject("schemas");
        own.forEach(each -> definitions.put("http-" + each.getKey(), strict(each.getValue(), "http-")));
    }

    /** What is published. */
    public static HttpContract published() {
        return PUBLISHED;
    }

    /** Method and address of each operation, {@code GET /api/rooms/{id}}. */
    public Stream<String> operations() {
        return document.getJsonObject("paths").stream()
                .flatMap(path -> ((JsonObject) path.getValue())
                        .fieldNames().stream()
                                .filter(name -> !name.equals("parameters"))
                                .map(name -> name.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()));
    }

    /**
     * Holds an answer against what is published.
     *
     * @param path with or without a query
     * @param body its text; what is no JSON object is not looked at
     * @throws AssertionError where it says something else
     */
    public void check(String method, String path, int status, String body) {
        String plain = path.replaceFirst("\\?.*", "");
        JsonObject operation = document.getJsonObject("paths").stream()
                .filter(each -> plain.matches(each.getKey().replaceAll("\\{[a-z]+}", "[^/]+")))
                .map(each -> ((JsonObject) each.getValue()).getJsonObject(method.toLowerCase(java.util.Locale.ROOT)))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (operation == null || !body.startsWith("{")) {
            return;
        }
        JsonObject responses = operation.getJsonObject("responses");
        JsonObject told = responses.getJsonObject(Integer.toString(status));
        if (told == null && status < 400) {
            throw new AssertionError("Not in openapi.yaml: " + status + " of " + method + ' ' + plain);
        }
        JsonObject schema = told == null
                ? new JsonObject().put("$ref", OWN + "Problem")
                : told.getJsonObject("content", new JsonObject())
                        .getJsonObject("application/json", new JsonObject())
                        .getJsonObject("schema");
        check(method + ' ' + plain + " answered " + status, schema, new JsonObject(body));
    }

    private void check(String what, JsonObject schema, JsonObject body) {
        OutputUnit result = validators.computeIfAbsent(schema, this::validator).validate(body);
        if (!Boolean.TRUE.equals(result.getValid())) {
            throw new AssertionError("Not as in openapi.yaml: " + what + ": " + result.getErrors() + " in " + body);
        }
    }

    private Validator validator(JsonObject schema) {
        JsonObject root = ((JsonObject) strict(schema, "http-")).put("$defs", definitions);
        JsonSchemaOptions options = new JsonSchemaOptions()
                .setDraft(Draft.DRAFT202012)
                .setBaseUri("verbatim://http")
                .setOutputFormat(OutputFormat.Basic);
        return Validator.create(JsonSchema.of(root), options);
    }

    private static Object strict(Object schema, String prefix) {
        if (schema instanceof JsonArray list) {
            JsonArray copy = new JsonArray();
            list.forEach(each -> copy.add(strict(each, prefix)));
            return copy;
        }
        if (!(schema instanceof JsonObject object)) {
            return schema;
        }
        JsonObject copy = new JsonObject();
        object.forEach(entry -> copy.put(entry.getKey(), strict(entry.getValue(), prefix)));
        String ref = object.getValue("$ref") instanceof String text ? text : "";
        if (ref.startsWith(SHARED)) {
            copy.put("$ref", "#/$defs/" + ref.substring(SHARED.length()));
        } else if (ref.startsWith(OWN)) {
            copy.put("$ref", "#/$defs/" + prefix + ref.substring(OWN.length()));
        }
        if (object.getValue("properties") instanceof JsonObject) {
            copy.put("additionalProperties", false);
        }
        return copy;
    }

    private static JsonObject read() {
        try {
            Map<?, ?> yaml = new YAMLMapper().readValue(Files.readString(FILE), Map.class);
            return new JsonObject(Json.encode(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

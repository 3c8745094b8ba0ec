package dev.verbatim.boot.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings as text: defaults, a file laid over them, the environment over both. Collects the mistakes of all reads, so that an
 * operator mends them in one go. Not thread-safe.
 */
final class SettingsTree {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Map<String, String> SHORT_NAMES = Map.of(
            "http.port", "PORT",
            "ops.port", "OPS_PORT",
            "database.url", "DATABASE_URL",
            "database.data-dir", "VERBATIM_DATA_DIR");

    private final ObjectNode defaults;
    private final JsonNode overlay;
    private final SourceLines overlayLines;
    private final Map<String, String> environment;
    private final List<String> mistakes = new ArrayList<>();

    SettingsTree(String defaultsYaml, String overlayYaml, Map<String, String> environment) {
        this.defaults = (ObjectNode) parse(defaultsYaml, "conf/verbatim.yaml");
        String file = environment.getOrDefault("VERBATIM_CONFIG", "VERBATIM_CONFIG");
        this.overlay = parse(overlayYaml, file);
        this.overlayLines = SourceLines.of(YAML.getFactory(), overlayYaml, file);
        this.environment = environment;
        refuseUnknown(overlay, defaults, "");
    }

    /** Reports names of the environment that look like settings and are none; to be called once all sections are read. */
    void refuseUnknownNames(Set<String> others) {
        Set<String> known = new HashSet<>(others);
        defaults.properties()
                .forEach(section -> section.getValue()
                        .fieldNames()
                        .forEachRemaining(key -> known.add(environmentName(section.getKey() + "." + key))));
        environment.keySet().stream()
                .filter(name -> name.startsWith("VERBATIM_") && !known.contains(name))
                .sorted()
                .forEach(name -> mistakes.add(name + ": there is no such setting"));
    }

    /** Reports a name of the environment that is read by somebody else and has a value that means nothing to it. */
    void refuseOtherThan(String name, String... words) {
        String value = environment.getOrDefault(name, "");
        if (!value.isEmpty() && !List.of(words).contains(value)) {
            mistakes.add(name + ": '" + value + "' is none of " + String.join(", ", words));
        }
    }

    /** Every mistake found so far, one line each. */
    List<String> mistakes() {
        return mistakes;
    }

    /** What is wrong with a key, after the line of the operator's own file if the value is from there. */
    void mistake(String key, String what) {
        boolean fromFile = isBlank(environment.get(environmentName(key)))
                && !at(overlay, key).isMissingNode();
        mistakes.add((fromFile ? overlayLines.at(key) : "") + key + " (" + environmentName(key) + "): " + what);
    }

    private static boolean isBlank(@Nullable String value) {
        return value == null || value.isBlank();
    }

    /** The value of a key as text, trimmed. */
    String text(String key) {
        String fromEnvironment = environment.get(environmentName(key));
        if (fromEnvironment != null && !isBlank(fromEnvironment)) {
            return fromEnvironment.trim();
        }
        JsonNode own = at(overlay, key);
        JsonNode node = own.isMissingNode() || own.isNull() ? at(defaults, key) : own;
        return node.isArray() ? joined(node) : node.asText().trim();
    }

    /** A whole number within its range; the smallest allowed one where it is not, beside a mistake. */
    long number(String key, long min, long max) {
        String text = text(key);
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with what is out of range.
        }
        mistake(key, "'" + text + "' is not a whole number from " + min + " to " + max);
        return min;
    }

    int integer(String key, int min, int max) {
        return (int) number(key, min, max);
    }

    /** One of the given words; the first of them beside a mistake. */
    String oneOf(String key, String... words) {
        String text = text(key).toLowerCase(Locale.ROOT);
        if (List.of(words).contains(text)) {
            return text;
        }
        mistake(key, "'" + text + "' is none of " + String.join(", ", words));
        return words[0];
    }

    /** Values split by commas; empty ones are left out. */
    List<String> list(String key) {
        List<String> values = new ArrayList<>();
        for (String value : text(key).split(",")) {
            if (!value.isBlank()) {
                values.add(value.trim());
            }
        }
        return values;
    }

    static String environmentName(String key) {
        String own = SHORT_NAMES.get(key);
        return own != null
                ? own
                : "VERBATIM_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private JsonNode parse(String yaml, String name) {
        try {
            JsonNode node = YAML.readTree(yaml);
            if (node == null || node.isMissingNode() || node.isNull()) {
                return YAML.createObjectNode();
            }
            if (node.isObject()) {
                return node;
            }
            mistakes.add(name + ": not a table of sections");
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            mistakes.add(name + ": not valid YAML at line " + line);
        }
        return YAML.createObjectNode();
    }

    private void refuseUnknown(JsonNode given, JsonNode known, String prefix) {
        given.fieldNames().forEachRemaining(name -> {
            JsonNode match = known.path(name);
            if (match.isMissingNode()) {
                mistakes.add(overlayLines.at(prefix + name) + prefix + name + ": there is no such setting");
            } else if (match.isObject() && !given.get(name).isObject()) {
                mistakes.add(overlayLines.at(prefix + name) + prefix + name + ": is a section, not a value");
            } else if (match.isObject()) {
                refuseUnknown(given.get(name), match, prefix + name + ".");
            }
        });
    }

    private static JsonNode at(JsonNode root, String key) {
        int dot = key.indexOf('.');
        return dot < 0
                ? MissingNode.getInstance()
                : root.path(key.substring(0, dot)).path(key.substring(dot + 1));
    }

    private static String joined(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asText()));
        return String.join(",", values);
    }
}

package dev.verbatim.boot.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code conf/verbatim.yaml} says of each key, for whoever documents it: the value is the default, the comment behind it the meaning. Stateless.
 */
public final class SettingsDocument {
    private static final Pattern SECTION = Pattern.compile("^(?<name>[a-z][a-z0-9-]*):\\s*(#.*)?$");
    private static final Pattern KEY = Pattern.compile("^  (?<name>[a-z][a-z0-9-]*):.*?\\s#\\s*(?<meaning>.+)$");
    private static final Pattern OWN_NAME = Pattern.compile("^\\[[A-Z_]+]\\s*");

    private SettingsDocument() {}

    /**
     * One key.
     *
     * @param key {@code section.name}
     * @param value the default as text, empty for none
     * @param environment the name in the environment
     * @param meaning one line
     */
    public record Entry(String key, String value, String environment, String meaning) {}

    /** Every key that has a meaning, in the order of the file. */
    public static List<Entry> entries(String yaml) {
        JsonNode values = parsed(yaml);
        List<Entry> entries = new ArrayList<>();
        String section = "";
        for (String line : yaml.lines().toList()) {
            Matcher opens = SECTION.matcher(line);
            Matcher key = KEY.matcher(line);
            if (opens.matches()) {
                section = opens.group("name");
            } else if (key.matches()) {
                entries.add(entry(section, key.group("name"), key.group("meaning"), values));
            }
        }
        return List.copyOf(entries);
    }

    private static Entry entry(String section, String name, String meaning, JsonNode values) {
        String key = section + "." + name;
        JsonNode value = values.path(section).path(name);
        return new Entry(
                key,
                value.isArray() ? joined(value) : value.asText(),
                SettingsTree.environmentName(key),
                OWN_NAME.matcher(meaning).replaceFirst(""));
    }

    private static String joined(JsonNode list) {
        List<String> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asText()));
        return String.join(",", values);
    }

    private static JsonNode parsed(String yaml) {
        try {
            return new YAMLMapper().readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The jar was built with a broken conf/verbatim.yaml", e);
        }
    }
}

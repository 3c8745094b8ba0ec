package dev.verbatim.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.verbatim.boot.config.SettingsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names that the gateway reads from its environment. */
final class SettingNames {
    private static final Set<String> OTHERS = Set.of(
            "PORT",
            "OPS_PORT",
            "DATABASE_URL",
            "VERBATIM_DATA_DIR",
            "VERBATIM_LOG_FORMAT",
            "VERBATIM_LOG_LEVEL",
            "OPENAI_API_KEY",
            "ANTHROPIC_API_KEY");

    private SettingNames() {}

    static Set<String> all() {
        Set<String> names = new HashSet<>(OTHERS);
        try {
            JsonNode sections = new YAMLMapper().readTree(SettingsFiles.builtIn("verbatim.yaml"));
            for (Map.Entry<String, JsonNode> section : sections.properties()) {
                section.getValue().fieldNames().forEachRemaining(key -> names.add(name(section.getKey(), key)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static String name(String section, String key) {
        return "VERBATIM_" + (section + "_" + key).replace('-', '_').toUpperCase(Locale.ROOT);
    }
}

package dev.verbatim.boot.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The texts that settings are read from: what travels with the jar, and the operator's own file. Blocks. */
public final class SettingsFiles {
    private static final String OWN_FILE = "VERBATIM_CONFIG";
    private static final String OWN_CATALOGUE = "VERBATIM_MODELS";

    private SettingsFiles() {}

    /** A file of {@code conf/}, as it was built into the jar. */
    public static String builtIn(String name) {
        try (InputStream stream = SettingsFiles.class.getResourceAsStream("/conf/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("The jar was built without conf/" + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The jar cannot be read", e);
        }
    }

    /**
     * The text of the file that {@code VERBATIM_CONFIG} names; empty where it names none.
     *
     * @throws StartFailure where it cannot be read
     */
    public static String own(Map<String, String> environment) {
        return named(OWN_FILE, environment, "");
    }

    /**
     * The catalogue of providers and models: the file that {@code VERBATIM_MODELS} names, else the built-in one.
     *
     * @throws StartFailure where it cannot be read
     */
    public static String catalogue(Map<String, String> environment) {
        return named(OWN_CATALOGUE, environment, builtIn("models.json"));
    }

    private static String named(String name, Map<String, String> environment, String otherwise) {
        String file = environment.getOrDefault(name, "");
        if (file.isBlank()) {
            return otherwise;
        }
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw StartFailure.listing(
                    "The settings",
                    List.of(name + " names " + file + ", which cannot be read: correct the name or its rights."));
        }
    }
}

package dev.verbatim.boot.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The texts that settings are read from: what travels with the jar, and the operator's own file. Blocks. */
public final class SettingsFiles {
    private static final String OWN_FILE = "VERBATIM_CONFIG";

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
        String file = environment.getOrDefault(OWN_FILE, "");
        if (file.isBlank()) {
            return "";
        }
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new StartFailure(
                    OWN_FILE + " names " + file + ", which cannot be read: correct the name or its rights.");
        }
    }
}

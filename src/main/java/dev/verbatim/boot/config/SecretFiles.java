package dev.verbatim.boot.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Secrets that come as files: {@code NAME_FILE} names the file whose text is {@code NAME}, as container platforms mount them. For provider keys, the
 * database's URL and the tokens' secret; a name that is set itself wins. Blocks.
 */
public final class SecretFiles {
    private static final String SUFFIX = "_FILE";

    private SecretFiles() {}

    /**
     * The environment with what its files say.
     *
     * @throws StartFailure where one cannot be read; without its text
     */
    public static Map<String, String> resolved(Map<String, String> environment) {
        Map<String, String> resolved = new HashMap<>(environment);
        List<String> mistakes = new ArrayList<>();
        environment.forEach((name, file) -> {
            if (isSecret(name)) {
                resolved.remove(name);
                resolve(resolved, name, file, mistakes);
            }
        });
        if (!mistakes.isEmpty()) {
            throw StartFailure.listing("The environment", mistakes);
        }
        return resolved;
    }

    /** The files that such names name. */
    public static List<Path> of(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable ->
                        isSecret(variable.getKey()) && !variable.getValue().isBlank())
                .map(variable -> Path.of(variable.getValue()))
                .toList();
    }

    private static boolean isSecret(String name) {
        return name.endsWith("_API_KEY" + SUFFIX)
                || name.equals("DATABASE_URL" + SUFFIX)
                || name.equals("VERBATIM_AUTH_SECRET" + SUFFIX);
    }

    private static void resolve(Map<String, String> resolved, String name, String file, List<String> mistakes) {
        String secret = name.substring(0, name.length() - SUFFIX.length());
        if (file.isBlank() || !resolved.getOrDefault(secret, "").isBlank()) {
            return;
        }
        try {
            resolved.put(secret, Files.readString(Path.of(file)).trim());
        } catch (IOException e) {
            mistakes.add(name + ": names " + file + ", which cannot be read");
        }
    }
}

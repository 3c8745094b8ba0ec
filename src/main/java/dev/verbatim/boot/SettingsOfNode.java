package dev.verbatim.boot;

import dev.verbatim.boot.config.CatalogueReader;
import dev.verbatim.boot.config.SecretFiles;
import dev.verbatim.boot.config.SettingsFiles;
import dev.verbatim.boot.config.SettingsReader;
import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.config.Catalogue;
import dev.verbatim.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The settings of this process: files and environment, and the secret that is made where none is set. Blocks. */
public final class SettingsOfNode {
    private SettingsOfNode() {}

    /**
     * All settings; makes the secret where there is none yet.
     *
     * @throws StartFailure with every mistake
     */
    public static Settings read(Map<String, String> environment) {
        Settings settings = check(environment);
        boolean needed = settings.auth().guests() || !settings.keys().isAny();
        return needed && settings.auth().secret().isEmpty() ? withMadeSecret(settings) : settings;
    }

    /**
     * All settings as they are written: the secret is empty where none is set. Changes nothing.
     *
     * @throws StartFailure with every mistake of settings and catalogue
     */
    public static Settings check(Map<String, String> given) {
        Map<String, String> environment = SecretFiles.resolved(given);
        List<StartFailure> failures = new ArrayList<>();
        Catalogue catalogue = attempt(
                failures,
                new Catalogue(List.of(), List.of()),
                () -> CatalogueReader.read(SettingsFiles.catalogue(environment), environment));
        String own = attempt(failures, "", () -> SettingsFiles.own(environment));
        String defaults = SettingsFiles.builtIn("verbatim.yaml");
        int cores = Runtime.getRuntime().availableProcessors();
        try {
            Settings settings = new SettingsReader(defaults, own, environment, cores).read(catalogue);
            if (failures.isEmpty()) {
                return settings;
            }
        } catch (StartFailure e) {
            failures.add(e);
        }
        throw failures.size() == 1 ? failures.get(0) : StartFailure.all(failures);
    }

    private static <T> T attempt(List<StartFailure> failures, T otherwise, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (StartFailure e) {
            failures.add(e);
            return otherwise;
        }
    }

    private static Settings withMadeSecret(Settings settings) {
        String secret = SigningSecret.in(settings.database().dataDir());
        return settings.withAuth(settings.auth().withSecret(secret));
    }
}

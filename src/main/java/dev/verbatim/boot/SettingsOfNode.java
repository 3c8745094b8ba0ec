package dev.verbatim.boot;

import dev.verbatim.boot.config.CatalogueReader;
import dev.verbatim.boot.config.SettingsFiles;
import dev.verbatim.boot.config.SettingsReader;
import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.config.Catalogue;
import dev.verbatim.config.Settings;
import java.util.Map;

/** The settings of this process: files and environment, and the secret that is made where none is set. Blocks. */
final class SettingsOfNode {
    private SettingsOfNode() {}

    /**
     * All settings.
     *
     * @throws StartFailure with every mistake
     */
    static Settings read(Map<String, String> environment) {
        Catalogue catalogue = CatalogueReader.read(SettingsFiles.catalogue(environment), environment);
        String defaults = SettingsFiles.builtIn("verbatim.yaml");
        int cores = Runtime.getRuntime().availableProcessors();
        Settings settings =
                new SettingsReader(defaults, SettingsFiles.own(environment), environment, cores).read(catalogue);
        boolean needed = settings.auth().guests() || !settings.keys().isAny();
        return needed && settings.auth().secret().isEmpty() ? withMadeSecret(settings) : settings;
    }

    private static Settings withMadeSecret(Settings settings) {
        String secret = SigningSecret.in(settings.database().dataDir());
        return settings.withAuth(settings.auth().withSecret(secret));
    }
}

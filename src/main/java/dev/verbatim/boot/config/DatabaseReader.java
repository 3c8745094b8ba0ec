package dev.verbatim.boot.config;

import dev.verbatim.config.DatabaseSettings;
import dev.verbatim.config.DatabaseTls;
import java.nio.file.Path;

/** Reads the section {@code database}. */
final class DatabaseReader {
    private final SettingsTree tree;

    DatabaseReader(SettingsTree tree) {
        this.tree = tree;
    }

    DatabaseSettings read() {
        String url = tree.text("database.url");
        if (!url.isEmpty() && !url.startsWith("postgres://") && !url.startsWith("postgresql://")) {
            tree.mistake("database.url", "not like postgresql://user:password@host:5432/name");
        } else {
            checkTls(url);
        }
        return new DatabaseSettings(url.isEmpty() ? null : url, Path.of(tree.text("database.data-dir")));
    }

    private void checkTls(String url) {
        try {
            Path root = DatabaseTls.of(url).rootCertificate();
            if (root != null && !CertificateFile.isGood(root.toString())) {
                tree.mistake("database.url", "sslrootcert is not a file of certificates in PEM that can be read");
            }
        } catch (IllegalArgumentException e) {
            tree.mistake("database.url", String.valueOf(e.getMessage()));
        }
    }
}

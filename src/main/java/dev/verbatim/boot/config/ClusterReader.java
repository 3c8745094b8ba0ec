package dev.verbatim.boot.config;

import dev.verbatim.config.ClusterSettings;
import java.util.List;
import java.util.Set;

/** Reads the section {@code cluster}. */
final class ClusterReader {
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]", "");

    private final SettingsTree tree;

    ClusterReader(SettingsTree tree) {
        this.tree = tree;
    }

    ClusterSettings read() {
        boolean enabled = "true".equals(tree.oneOf("cluster.enabled", "false", "true"));
        if (enabled) {
            check();
        }
        return new ClusterSettings(
                enabled,
                tree.text("cluster.name"),
                tree.text("cluster.host"),
                tree.integer("cluster.port", 1, HttpReader.MAX_PORT),
                tree.integer("cluster.bus-port", 0, HttpReader.MAX_PORT),
                List.copyOf(tree.list("cluster.members")));
    }

    private void check() {
        // Nodes on one bus with truths of their own would tell each other's viewers nonsense.
        if (tree.text("database.url").isEmpty()) {
            tree.mistake("cluster.enabled", "nodes on one bus share one Postgres: set DATABASE_URL");
        }
        if (EVERYWHERE.contains(tree.text("cluster.host"))) {
            tree.mistake("cluster.host", "must be the address by which the other nodes reach this one");
        }
        if (tree.list("cluster.members").isEmpty()) {
            tree.mistake("cluster.members", "missing: name at least one node, such as 10.0.0.1");
        }
        if (tree.text("cluster.name").isEmpty()) {
            tree.mistake("cluster.name", "missing");
        }
    }
}

package dev.verbatim.boot.postgres;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the embedded server is told on its command line. Nothing about durability: the defaults (fsync,
 * synchronous_commit, full_page_writes on) are what is wanted.
 */
final class ServerSettings {
    private ServerSettings() {}

    static Map<String, String> of(int port, Map<String, String> further) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        // A socket's path may be 107 bytes long, a data directory's longer.
        settings.put("unix_socket_directories", "");
        settings.put("max_connections", "100");
        settings.put("shared_buffers", "128MB");
        settings.put("cluster_name", "verbatim-embedded");
        // Statements and details would bring people's words into the log.
        settings.put("log_min_error_statement", "panic");
        settings.put("log_error_verbosity", "terse");
        settings.put("log_min_messages", "log");
        settings.put("log_checkpoints", "off");
        settings.putAll(further);
        return settings;
    }
}

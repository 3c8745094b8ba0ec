package dev.verbatim.cli;

import dev.verbatim.boot.Addresses;
import dev.verbatim.boot.SettingsOfNode;
import dev.verbatim.config.HttpSettings;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway a command talks to, and as whom. */
final class GatewayOptions {
    static final String TOKEN = "VERBATIM_TOKEN";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The gateway, such as https://chat.example.com; else PORT of the settings on this machine.")
    private @Nullable URI url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Who you are; better in VERBATIM_TOKEN, where other users of the machine do not see it.")
    private @Nullable String token;

    /** The gateway's address. */
    URI url(Map<String, String> environment) {
        if (url == null) {
            HttpSettings http = SettingsOfNode.check(environment).http();
            return Addresses.of("http", http.host(), http.port());
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null) {
            throw new CommandFailure(ExitCode.USAGE, "--url is not like https://chat.example.com.");
        }
        return url;
    }

    /** The token that was given; null where none was. */
    @Nullable
    String token(Map<String, String> environment) {
        String given = token == null ? environment.getOrDefault(TOKEN, "") : token;
        return given.isBlank() ? null : given.strip();
    }
}

package dev.verbatim.cli;

import dev.verbatim.boot.SettingsOfNode;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.chat.auth.TokenMaker;
import dev.verbatim.chat.auth.TokenRequest;
import dev.verbatim.chat.auth.TokenVerdict;
import dev.verbatim.config.AuthSettings;
import dev.verbatim.config.Settings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "gentoken",
        description = {
            "Makes a token that the gateway of these settings takes, signed with its secret, or with the private key of --key.",
            "Without --scope it is a person's, with all of their own rights. Whoever has it is that user until it expires."
        },
        mixinStandardHelpOptions = true)
final class GenTokenCommand implements Callable<Integer> {
    private static final int MOST_MINUTES = 5_256_000;

    private final Shell shell;

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(paramLabel = "USER", description = "The user's id.")
    private String user = "";

    @Option(names = "--name", description = "What others see; else the id.")
    private @Nullable String name;

    @Option(names = "--tenant", description = "Else main.")
    private @Nullable String tenant;

    @Option(
            names = "--scope",
            description = "What it is good for, more than once for more: rooms:read, rooms:write, messages:read,"
                    + " messages:write, usage:read, admin.")
    private List<String> scopes = List.of();

    @Option(names = "--room", description = "The only rooms that it is good for, more than once for more.")
    private List<String> rooms = List.of();

    @Option(names = "--minutes", description = "How long it is good for (${DEFAULT-VALUE}).", defaultValue = "60")
    private int minutes = 60;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "A private key in PEM (PKCS #8: RSA, P-256 or Ed25519).")
    private @Nullable Path key;

    @Option(names = "--kid", description = "How the token names the key of --key.")
    private @Nullable String kid;

    GenTokenCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (minutes < 1 || minutes > MOST_MINUTES) {
            throw new CommandFailure(ExitCode.USAGE, "--minutes is 1 to " + MOST_MINUTES + ".");
        }
        Settings settings = SettingsOfNode.read(shell.environment());
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant expiry = now.plus(minutes, ChronoUnit.MINUTES);
        String token = maker(settings.auth()).make(request(settings.auth(), now, expiry));
        checkIfPossible(settings, token, now);
        if (json.isSet()) {
            JsonOption.print(
                    shell,
                    new JsonObject().put("token", token).put("userId", user).put("expiresAt", expiry.toString()));
        } else {
            shell.out().println(token);
        }
        return ExitCode.OK;
    }

    private TokenMaker maker(AuthSettings auth) {
        if (key != null) {
            return ofFile(key);
        }
        if (auth.secret().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "These settings have no secret: name the private key of your public one with --key.");
        }
        return TokenMaker.ofSecret(auth.secret());
    }

    private TokenMaker ofFile(Path file) {
        try {
            return TokenMaker.ofPrivateKey(Files.readString(file, StandardCharsets.US_ASCII), kid);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "--key names " + file + ", which cannot be read.");
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--key names " + file + ": " + e.getMessage() + ".");
        }
    }

    private TokenRequest request(AuthSettings auth, Instant now, Instant expiry) {
        return new TokenRequest(
                user,
                name,
                tenant,
                scopes.isEmpty() ? null : scopes(),
                rooms.isEmpty() ? null : new LinkedHashSet<>(rooms),
                auth.audience(),
                auth.issuer(),
                now.toEpochMilli(),
                expiry.toEpochMilli());
    }

    private Set<Scope> scopes() {
        Set<Scope> known = EnumSet.noneOf(Scope.class);
        for (String wanted : scopes) {
            Scope scope = Scope.ofWire(wanted);
            if (scope == null) {
                throw new CommandFailure(
                        ExitCode.USAGE, "There is no scope '" + wanted + "': see verbatim gentoken -h.");
            }
            known.add(scope);
        }
        return known;
    }

    // A key that is published elsewhere is not at hand; with ours a token that would be refused is not given out.
    private void checkIfPossible(Settings settings, String token, Instant now) {
        if (key == null) {
            TokenVerdict verdict = SettingsKeys.look(settings, token, now.toEpochMilli());
            if (!verdict.isGood()) {
                throw new CommandFailure(ExitCode.USAGE, "Such a token would be refused: " + verdict.detail() + ".");
            }
        }
    }
}

package dev.verbatim.cli;

import dev.verbatim.boot.SettingsOfNode;
import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.chat.auth.TokenRule;
import dev.verbatim.chat.auth.TokenVerdict;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "checktoken",
        description = {
            "Tells whether a gateway of these settings takes a token, and if not, which rule it breaks: 0 taken, 1 refused.",
            "Only a gateway itself knows whether a token was taken back."
        },
        mixinStandardHelpOptions = true)
final class CheckTokenCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(
            paramLabel = "TOKEN",
            arity = "0..1",
            description = "The token; better on standard input, where other users of the machine do not see it.")
    private @Nullable String given;

    CheckTokenCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        TokenVerdict verdict =
                SettingsKeys.look(SettingsOfNode.read(shell.environment()), token(), System.currentTimeMillis());
        if (json.isSet()) {
            JsonOption.print(shell, json(verdict));
        } else {
            print(verdict);
        }
        return verdict.isGood() ? ExitCode.OK : ExitCode.FAILED;
    }

    private String token() {
        String token = given == null ? shell.in().lines().collect(Collectors.joining()) : given;
        if (token.isBlank()) {
            throw new CommandFailure(ExitCode.USAGE, "There is no token: name it, or pipe it in.");
        }
        return token.strip();
    }

    private void print(TokenVerdict verdict) {
        Identity bearer = verdict.bearer();
        if (bearer == null) {
            shell.out().println("refused: " + verdict.detail() + " (" + rule(verdict) + ")");
            return;
        }
        Set<String> rooms = bearer.rooms();
        shell.out().println("good");
        shell.out()
                .println("  user    " + bearer.author().userId() + " ("
                        + bearer.author().name() + ")");
        shell.out().println("  tenant  " + bearer.tenant());
        shell.out().println("  scopes  " + String.join(" ", scopes(bearer)));
        shell.out().println("  rooms   " + (rooms == null ? "any" : String.join(" ", sorted(rooms))));
        shell.out().println("  expires " + Instant.ofEpochMilli(bearer.expiresAtMs()));
    }

    private static JsonObject json(TokenVerdict verdict) {
        Identity bearer = verdict.bearer();
        if (bearer == null) {
            return new JsonObject()
                    .put("good", false)
                    .put("rule", rule(verdict))
                    .put("detail", verdict.detail());
        }
        Set<String> rooms = bearer.rooms();
        return new JsonObject()
                .put("good", true)
                .put("userId", bearer.author().userId())
                .put("name", bearer.author().name())
                .put("tenant", bearer.tenant())
                .put("scopes", new JsonArray(scopes(bearer)))
                .put("rooms", rooms == null ? null : new JsonArray(sorted(rooms)))
                .put("expiresAt", Instant.ofEpochMilli(bearer.expiresAtMs()).toString());
    }

    private static String rule(TokenVerdict verdict) {
        TokenRule rule = verdict.broken();
        return rule == null ? "" : rule.wire();
    }

    private static List<String> scopes(Identity bearer) {
        return sorted(bearer.scopes().stream().map(Scope::wire).collect(Collectors.toSet()));
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}

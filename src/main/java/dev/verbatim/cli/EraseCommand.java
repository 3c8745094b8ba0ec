package dev.verbatim.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "erase",
        description = {
            "Erases an account of the token's tenant, as DELETE /api/users/USER of a running gateway does: words, names and memberships go,",
            "what it cost stays and names nobody. Needs the scope admin. It cannot be undone; broken off, it goes on when typed again."
        },
        mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(paramLabel = "USER", description = "The user's id.")
    private String user = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    EraseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        String token = gateway.token(shell.environment());
        if (token == null) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "Bring an operator's token: VERBATIM_TOKEN=$(verbatim gentoken operator --scope admin).");
        }
        if (!yes && !user.equals(typedAgain())) {
            throw new CommandFailure(ExitCode.USAGE, "Nothing was erased: type the same id again, or say --yes.");
        }
        GatewayApi api = new GatewayApi(GatewayApi.client(), gateway.url(shell.environment()), token);
        JsonObject done = api.delete("/api/users/" + GatewayApi.segment(user));
        if (json.isSet()) {
            JsonOption.print(shell, done);
        } else {
            shell.out().println("erased, with " + done.getInteger("messages", 0) + " messages");
        }
        return ExitCode.OK;
    }

    private @Nullable String typedAgain() {
        if (!shell.interactive()) {
            return null;
        }
        try {
            shell.err().print("Erase " + user + " for ever? Type the id again: ");
            shell.err().flush();
            return shell.in().readLine();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "Standard input cannot be read.");
        }
    }
}

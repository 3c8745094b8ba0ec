package dev.verbatim.cli;

import dev.verbatim.boot.Database;
import dev.verbatim.boot.SettingsOfNode;
import dev.verbatim.boot.postgres.MigrationResult;
import dev.verbatim.boot.postgres.Migrations;
import dev.verbatim.boot.postgres.SchemaStanding;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "migrate",
        description = {
            "Brings the schema of DATABASE_URL, or of the embedded database, up to date. serve does the same by itself;",
            "this is for whoever wants it done before. An embedded database that a gateway uses is left alone."
        },
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(
            names = {"--dry-run", "--status"},
            description = "Change nothing; tell what is applied and what would be.")
    private boolean dryRun;

    MigrateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Database database =
                Database.start(SettingsOfNode.check(shell.environment()).database())) {
            return dryRun ? look(database.url()) : migrate(database.url());
        }
    }

    private int migrate(String url) {
        MigrationResult result = Migrations.run(url);
        boolean done = result.kind() == MigrationResult.Kind.MIGRATED;
        if (!done) {
            boolean away = result.kind() == MigrationResult.Kind.UNREACHABLE;
            throw new CommandFailure(away ? ExitCode.UNAVAILABLE : ExitCode.FAILED, result.message() + ".");
        }
        if (json.isSet()) {
            JsonOption.print(shell, json(Migrations.look(url)));
        } else {
            shell.out().println(result.message());
        }
        return ExitCode.OK;
    }

    private int look(String url) {
        SchemaStanding standing = Migrations.look(url);
        String problem = standing.problem();
        if (problem != null) {
            throw new CommandFailure(standing.reachable() ? ExitCode.FAILED : ExitCode.UNAVAILABLE, problem + ".");
        }
        if (json.isSet()) {
            JsonOption.print(shell, json(standing));
        } else {
            TextTable table = new TextTable("VERSION", "STATE", "WHAT");
            standing.applied().forEach(each -> table.row(each.version(), "applied", each.description()));
            standing.pending().forEach(each -> table.row(each.version(), "pending", each.description()));
            table.print(shell.out());
        }
        return ExitCode.OK;
    }

    private static JsonObject json(SchemaStanding standing) {
        return new JsonObject()
                .put("current", standing.isCurrent())
                .put("applied", json(standing.applied()))
                .put("pending", json(standing.pending()));
    }

    private static JsonArray json(List<SchemaStanding.Migration> migrations) {
        JsonArray array = new JsonArray();
        migrations.forEach(each ->
                array.add(new JsonObject().put("version", each.version()).put("what", each.description())));
        return array;
    }
}

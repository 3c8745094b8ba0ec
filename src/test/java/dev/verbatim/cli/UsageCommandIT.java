package dev.verbatim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger of a real gateway, from the question to the command line. */
class UsageCommandIT {
    private Gateway gateway;
    private String url;

    @BeforeEach
    void start() {
        gateway = Gateways.on(TestPostgres.freshDatabase());
        url = gateway.chatUrl().toString();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void whatAGuestAskedIsInTheirOwnUsage() {
        String token = ChatClient.guestToken(gateway.chatUrl());
        Map<String, String> environment = Map.of("VERBATIM_TOKEN", token);
        Typed asked = Typed.piped("hi", environment, "chat", "--url", url);

        Typed usage = Typed.run(environment, "usage", "--by", "model", "--json", "--url", url);
        Typed other = Typed.run(
                Map.of("VERBATIM_TOKEN", ChatClient.guestToken(gateway.chatUrl())), "usage", "--json", "--url", url);

        assertThat(asked.exitCode()).as(asked.err()).isEqualTo(ExitCode.OK);
        assertThat(usage.exitCode()).as(usage.err()).isEqualTo(ExitCode.OK);
        JsonObject row = new JsonArray(usage.out()).getJsonObject(0);
        assertThat(row.getString("provider")).isEqualTo("demo");
        assertThat(row.getString("source")).isEqualTo("provider");
        assertThat(row.getLong("attempts")).isEqualTo(1);
        assertThat(row.getLong("inputTokens")).isPositive();
        assertThat(new JsonArray(other.out())).isEmpty();
    }

    @Test
    void anOperatorSeesEverybodys() {
        String guest = ChatClient.guestToken(gateway.chatUrl());
        Typed.piped("hi", Map.of("VERBATIM_TOKEN", guest), "chat", "--url", url);
        Typed made = Typed.run(
                Map.of("VERBATIM_AUTH_SECRET", Gateways.SECRET),
                "gentoken",
                "operator",
                "--scope",
                "usage:read",
                "--scope",
                "admin");

        Typed usage = Typed.run(Map.of("VERBATIM_TOKEN", made.out()), "usage", "--by", "user", "--json", "--url", url);

        assertThat(usage.exitCode()).as(usage.err()).isEqualTo(ExitCode.OK);
        assertThat(new JsonArray(usage.out()).getJsonObject(0).getString("user"))
                .startsWith("guest-");
    }

    @Test
    void anErasedAccountLeavesItsCostAndNotItsName() {
        String guest = ChatClient.guestToken(gateway.chatUrl());
        Typed.piped("hi", Map.of("VERBATIM_TOKEN", guest), "chat", "--url", url);
        Map<String, String> settings = Map.of("VERBATIM_AUTH_SECRET", Gateways.SECRET);
        String userId =
                Typed.piped(guest, settings, "checktoken", "--json").json().getString("userId");
        Map<String, String> operator = Map.of(
                "VERBATIM_TOKEN",
                Typed.run(settings, "gentoken", "operator", "--scope", "usage:read", "--scope", "admin")
                        .out());

        Typed erased = Typed.run(operator, "erase", userId, "--yes", "--json", "--url", url);

        assertThat(erased.exitCode()).as(erased.err()).isEqualTo(ExitCode.OK);
        assertThat(erased.json().getInteger("messages")).isPositive();
        Typed usage = Typed.run(operator, "usage", "--by", "user", "--json", "--url", url);
        assertThat(usage.out()).doesNotContain(userId);
        assertThat(new JsonArray(usage.out()).getJsonObject(0).getLong("attempts"))
                .isEqualTo(1);
    }

    @Test
    void theTableHasASumAndCsvHasNone() {
        Map<String, String> environment = Map.of("VERBATIM_TOKEN", ChatClient.guestToken(gateway.chatUrl()));
        Typed.piped("hi", environment, "chat", "--url", url);

        Typed table = Typed.run(environment, "usage", "--by", "room", "--url", url);
        Typed csv = Typed.run(environment, "usage", "--by", "room", "--csv", "--url", url);

        assertThat(table.out().lines().toList())
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("ROOM").endsWith("UNPRICED"))
                .satisfies(lines -> assertThat(lines.get(1)).startsWith("lobby"))
                .satisfies(lines -> assertThat(lines.get(2)).startsWith("all"));
        assertThat(csv.out().lines().toList())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("room,source,attempts"))
                .satisfies(lines -> assertThat(lines.get(1)).startsWith("lobby,provider,1,"));
    }

    @Test
    void whoMayNotIsToldSo() {
        Typed without = Typed.run(Map.of(), "usage", "--url", url);
        Typed others = Typed.run(
                Map.of("VERBATIM_TOKEN", ChatClient.guestToken(gateway.chatUrl())),
                "usage",
                "--user",
                "somebody",
                "--url",
                url);

        assertThat(without.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(without.err()).contains("gentoken");
        assertThat(others.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(others.err()).contains("admin");
    }

    @Test
    void whatCannotBeAskedIsAMisuse() {
        Map<String, String> environment = Map.of("VERBATIM_TOKEN", ChatClient.guestToken(gateway.chatUrl()));

        assertThat(Typed.run(environment, "usage", "--by", "week", "--url", url).exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Typed.run(environment, "usage", "--csv", "--json", "--url", url)
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }
}

package dev.verbatim.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.Canary;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.GatewayProcess;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A process whose output a machine reads: from start to end each line is one JSON object, and no word of a conversation is in it. */
class JsonLogIT {
    private static final Pattern CHAT = Pattern.compile("^up chat=(\\S+) ");
    private static final String SECRET = Canary.SECRET;

    @Test
    void everyLineIsOneObjectWithoutAWordOfWhatWasSaid() {
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                TestPostgres.freshDatabase(),
                "VERBATIM_AUTH_SECRET",
                SECRET,
                "VERBATIM_LOG_FORMAT",
                "json",
                "VERBATIM_LOG_LEVEL",
                "TRACE");
        try (GatewayProcess gateway = GatewayProcess.start(GatewayProcess.freshDirectory(), environment)) {
            Awaitility.await().until(() -> chat(gateway.output()) != null);
            try (ChatClient ada = ChatClient.guest(chat(gateway.output()))) {
                ada.join("lobby");
                ada.awaitEnd(
                        ada.say("lobby", "the zebrafish swims", "c-1", null).getString("replyId"));
            }
            gateway.terminate();

            assertThat(gateway.awaitExit()).isZero();
            List<String> messages = messages(gateway.awaitOutput());
            assertThat(messages).anyMatch(message -> message.startsWith("reply finished"));
            assertThat(messages).noneMatch(message -> message.contains("zebrafish"));
        }
    }

    private static URI chat(List<String> lines) {
        return messages(lines).stream()
                .map(CHAT::matcher)
                .filter(Matcher::find)
                .map(found -> URI.create(found.group(1)))
                .findFirst()
                .orElse(null);
    }

    private static List<String> messages(List<String> lines) {
        return lines.stream()
                .map(line -> new JsonObject(line).getString("formattedMessage"))
                .toList();
    }
}

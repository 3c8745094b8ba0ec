package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthTimeoutIT {
    @Test
    void whoBringsNoTokenInTimeIsClosedAndWhoBroughtOneStays() {
        try (Gateway gateway =
                        Gateways.on(TestPostgres.freshDatabase(), Map.of("VERBATIM_AUTH_AUTH_TIMEOUT_MS", "1500"));
                ChatClient ada = ChatClient.guest(gateway.chatUrl());
                ChatClient silent = ChatClient.connect(gateway.chatUrl());
                ChatClient silentAtSockJs = ChatClient.connectSockJs(gateway.chatUrl())) {

            assertThat(silent.awaitClose()).isEqualTo(4401);
            assertThat(silentAtSockJs.await("notice").getInteger("closeCode")).isEqualTo(4401);
            assertThat(silentAtSockJs.awaitClose()).isEqualTo(3000);

            assertThat(ada.join("hall").getString("roomId")).isEqualTo("hall");
        }
    }
}

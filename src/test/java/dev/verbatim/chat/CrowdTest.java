package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.HttpLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** More connections than there may be: the last ones are closed as they come, those of others and those that were there stay. */
class CrowdTest {
    private static final String EVE = "127.0.0.2";

    private static HttpLimits limits(int all, int perAddress, int perSecond, Set<String> proxies) {
        return new HttpLimits(all, perAddress, perSecond, 60_000, proxies);
    }

    private static boolean isServed(RawSocket socket) {
        return socket.offer("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                && socket.head().startsWith("HTTP/1.1 200");
    }

    private static List<RawSocket> many(ChatNode node, int count) {
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(RawSocket.connect(node.port(), EVE));
        }
        return sockets;
    }

    private static long served(List<RawSocket> sockets) {
        return sockets.stream().filter(CrowdTest::isServed).count();
    }

    @Test
    void oneAddressMayHaveSoManyAndOthersComeInAllTheSame() {
        try (Besieged besieged = Besieged.start(ChatNode.CHAT, limits(1000, 20, 1000, Set.of()))) {
            List<RawSocket> eves = many(besieged.node, 50);

            assertThat(served(eves)).isEqualTo(20);
            besieged.recovered();

            eves.forEach(RawSocket::close);
            Awaitility.await().until(() -> isServedOnce(besieged.node));
        }
    }

    private static boolean isServedOnce(ChatNode node) {
        try (RawSocket eve = RawSocket.connect(node.port(), EVE)) {
            return isServed(eve);
        }
    }

    @Test
    void aWebSocketCountsUntilItIsClosed() {
        try (Besieged besieged = Besieged.start(ChatNode.CHAT, limits(1000, 6, 1000, Set.of()))) {
            List<TestClient> adas = new ArrayList<>();
            while (adas.size() < 5) {
                adas.add(besieged.node.connect("ada"));
            }
            try (RawSocket one = RawSocket.connect(besieged.node.port())) {
                assertThat(isServed(one)).isFalse();
            }

            adas.forEach(TestClient::close);
            besieged.recovered();
        }
    }

    @Test
    void connectionsThatComeTooFastAreClosed() {
        try (Besieged besieged = Besieged.start(ChatNode.CHAT, limits(1000, 1000, 3, Set.of()))) {
            List<RawSocket> eves = many(besieged.node, 100);

            assertThat(served(eves)).isBetween(30L, 60L);
            assertThat(served(eves)).isBetween(30L, 60L);
            eves.forEach(RawSocket::close);
            besieged.recovered();
        }
    }

    @Test
    void theNodeMayHaveSoManyOfAll() {
        try (Besieged besieged = Besieged.start(ChatNode.CHAT, limits(20, 1000, 1000, Set.of(EVE)))) {
            List<RawSocket> eves = many(besieged.node, 50);

            assertThat(served(eves)).isEqualTo(19);
            eves.forEach(RawSocket::close);
            besieged.recovered();
        }
    }

    @Test
    void aProxyMayBringManyPeople() {
        try (Besieged besieged = Besieged.start(ChatNode.CHAT, limits(1000, 5, 1, Set.of(EVE)))) {
            List<RawSocket> proxied = many(besieged.node, 50);

            assertThat(served(proxied)).isEqualTo(50);
            proxied.forEach(RawSocket::close);
            besieged.recovered();
        }
    }
}

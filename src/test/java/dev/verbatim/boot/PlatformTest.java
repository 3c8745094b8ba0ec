package dev.verbatim.boot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.config.ClusterSettings;
import dev.verbatim.config.SocketSettings;
import dev.verbatim.config.SocketTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformTest {
    private static final SocketSettings AUTO = new SocketSettings(SocketTransport.AUTO);

    @Test
    void aPortOfTheClusterThatIsTakenEndsTheStartWithOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> Platform.create(AUTO, cluster("127.0.0.1", port)))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("cluster.port " + port)
                    .hasMessageContaining("already in use");
        }
    }

    /** 192.0.2.0/24 is for documents: nobody has it. */
    @Test
    void anAddressThatThisMachineDoesNotHaveEndsTheStartWithOneLine() {
        assertThatThrownBy(() -> Platform.create(AUTO, cluster("192.0.2.1", 1)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("cluster.host 192.0.2.1");
    }

    private static ClusterSettings cluster(String host, int port) {
        return new ClusterSettings(true, "taken", host, port, 0, List.of(host + ":" + port));
    }
}

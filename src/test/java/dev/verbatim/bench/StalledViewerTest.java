package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.junit.jupiter.api.Test;

class StalledViewerTest {
    private final Load load = new Load(Scenario.named("fanout-stalled"), "token");
    private final EmbeddedChannel channel = new EmbeddedChannel(new Visitor(load, "room", new StalledViewer(load)));

    StalledViewerTest() {
        channel.writeInbound(new TextWebSocketFrame("{\"event\":\"joined\",\"data\":{}}"));
    }

    @Test
    void readsNothingMoreOnceItHasJoined() {
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void thatItIsClosedIsNoFault() {
        channel.close().syncUninterruptibly();

        assertThat(load.dismissals()).isEqualTo(1);
        assertThat(load.faults().none()).isTrue();
    }
}

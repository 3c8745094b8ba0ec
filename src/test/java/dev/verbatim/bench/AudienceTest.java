package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class AudienceTest {
    private static final String END = "{\"event\":\"stream\",\"data\":{\"status\":\"complete\",\"end\":true}}";

    private final Load load =
            new Load(Scenario.named("fanout").withConnections(2).withTokens(2), "token");
    private final Audience audience = new Audience(load, "x");
    private final List<EmbeddedChannel> channels =
            audience.visitors().stream().map(AudienceTest::inRoom).toList();
    private final EmbeddedChannel first = channels.get(0);
    private final EmbeddedChannel second = channels.get(1);

    AudienceTest() {
        audience.start(first.eventLoop());
        first.runPendingTasks();
    }

    @Test
    void onlyOneAsks() {
        assertThat(first.<TextWebSocketFrame>readOutbound().text()).contains("\"send\"", "bench-t2-d20000");
        assertThat(second.<Object>readOutbound()).isNull();
    }

    @Test
    void asksAgainWhenEverybodyHasReadTheAnswer() {
        first.readOutbound();

        answer(first);
        assertThat(first.<Object>readOutbound()).isNull();
        answer(second);

        assertThat(first.<TextWebSocketFrame>readOutbound().text()).contains("\"send\"");
        assertThat(load.tally().replies).isEqualTo(1);
        assertThat(load.tally().tokens).isEqualTo(4);
        assertThat(load.faults().none()).isTrue();
    }

    @Test
    void aTokensSpreadIsKnownWhenTheLastViewerHasIt() {
        hear(first, delta(token(0)));
        assertThat(load.tally().spread.getTotalCount()).isZero();

        hear(second, delta(token(0)));

        assertThat(load.tally().spread.getTotalCount()).isEqualTo(1);
    }

    @Test
    void countsWhatOneViewerMissedAndAnotherSaw() {
        answer(first);
        hear(second, delta(token(1)));

        hear(second, END);

        assertThat(load.faults().lost()).isEqualTo(1);
    }

    @Test
    void aViewerThatIsGoneIsAFaultAndNobodyWaitsForIt() {
        first.readOutbound();
        answer(first);

        second.close().syncUninterruptibly();

        assertThat(load.faults().errors()).isEqualTo(1);
        assertThat(first.<TextWebSocketFrame>readOutbound().text()).contains("\"send\"");
    }

    @Test
    void anotherAsksWhenTheFirstIsGone() {
        first.close().syncUninterruptibly();
        second.readOutbound();

        answer(second);

        assertThat(second.<TextWebSocketFrame>readOutbound().text()).contains("\"send\"");
    }

    @Test
    void anAnswerThatIsNotCompleteIsAFault() {
        hear(first, "{\"event\":\"stream\",\"data\":{\"status\":\"failed\",\"end\":true}}");

        assertThat(load.faults().errors()).isEqualTo(1);
    }

    @Test
    void isDoneAfterTheLastAnswer() throws InterruptedException {
        load.close();
        answer(first);
        assertThat(load.awaitDone(0)).isEqualTo(1);

        answer(second);

        assertThat(load.awaitDone(0)).isZero();
    }

    private static EmbeddedChannel inRoom(Visitor visitor) {
        EmbeddedChannel channel = new EmbeddedChannel(visitor);
        channel.pipeline().fireUserEventTriggered(ClientHandshakeStateEvent.HANDSHAKE_COMPLETE);
        hear(channel, "{\"event\":\"authenticated\",\"data\":{}}");
        hear(channel, "{\"event\":\"joined\",\"data\":{}}");
        channel.releaseOutbound();
        return channel;
    }

    private static void answer(EmbeddedChannel viewer) {
        hear(viewer, delta(token(0) + token(1)));
        hear(viewer, END);
    }

    private static void hear(EmbeddedChannel viewer, String frame) {
        viewer.writeInbound(new TextWebSocketFrame(frame));
    }

    private static String delta(String text) {
        return "{\"event\":\"stream\",\"data\":{\"offset\":0,\"token\":\"" + text + "\"}}";
    }

    private static String token(int sequence) {
        byte[] text = new byte[TokenText.LENGTH];
        TokenText.write(text, 0, TokenText.nowMicros(), sequence);
        return new String(text, US_ASCII);
    }
}

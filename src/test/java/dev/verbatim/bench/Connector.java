package dev.verbatim.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Opens WebSockets to one system; what comes of them happens on the event loop. */
final class Connector {
    private static final int MAX_FRAME = 1 << 20;
    // As on a line between machines: loopback's packets let the kernel keep megabytes before a writer notices a stalled
    // reader.
    private static final int STALLED_SEGMENT = 1400;
    private static final int STALLED_BUFFER = 2048;

    private final EventLoopGroup loop;
    private final InetSocketAddress address;
    private final WebSocketClientProtocolConfig config;

    Connector(EventLoopGroup loop, int port) {
        this.loop = loop;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri("ws://127.0.0.1:" + port + "/chat/websocket")
                .version(WebSocketVersion.V13)
                .maxFramePayloadLength(MAX_FRAME)
                .build();
    }

    /** Begins to connect a visitor; one that cannot is told why. */
    void connect(Visitor visitor) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(EventLoops.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new Pipeline(visitor));
        if (visitor.isStalled()) {
            bootstrap.option(ChannelOption.SO_RCVBUF, STALLED_BUFFER);
            EventLoops.segment(bootstrap, STALLED_SEGMENT);
        }
        bootstrap.connect(address).addListener(connected -> {
            if (!connected.isSuccess()) {
                visitor.refused(connected.cause());
            }
        });
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        private final Visitor visitor;

        private Pipeline(Visitor visitor) {
            this.visitor = visitor;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_FRAME))
                    .addLast(new WebSocketClientProtocolHandler(config), visitor);
        }
    }
}

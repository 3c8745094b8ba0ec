package dev.verbatim.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server on loopback that streams measured tokens as OpenAI's chat completions do, and is as cheap as it can be:
 * the harness must not be what is measured. One thread. It also tells what it wrote: {@code GET /stats}.
 *
 * <p>Arguments: the port, 0 for any.
 */
final class FastProvider implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final EventLoopGroup loop = EventLoops.one();
    private final ProviderStats stats = new ProviderStats();
    private final Channel server;

    FastProvider(int port) {
        server = new ServerBootstrap()
                .group(loop)
                .channel(EventLoops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ProviderConnection(stats));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    public static void main(String[] args) {
        FastProvider provider = new FastProvider(Integer.parseInt(args[0]));
        provider.server.closeFuture().syncUninterruptibly();
    }
}

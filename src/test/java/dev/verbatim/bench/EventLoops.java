package dev.verbatim.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.Future;

/** The one-thread event loop of provider and client: epoll where there is one. Its tasks must not fail. */
final class EventLoops {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_MAXSEG = 2;

    private EventLoops() {}

    static EventLoopGroup one() {
        return new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    static Class<? extends ServerChannel> serverChannel() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    static Class<? extends Channel> clientChannel() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Bounds the packets of a connection, and with them what the kernel buffers for it; where there is epoll. */
    static void segment(Bootstrap bootstrap, int bytes) {
        if (Epoll.isAvailable()) {
            bootstrap.option(new IntegerUnixChannelOption("TCP_MAXSEG", IPPROTO_TCP, TCP_MAXSEG), bytes);
        }
    }

    /** For a task's future: what it threw would be lost with it, and is made known by its thread instead. */
    static void rethrow(Future<?> task) {
        if (task.cause() != null) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, task.cause());
        }
    }
}

package dev.verbatim.llm.provider.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import org.jspecify.annotations.Nullable;

/**
 * The shortest way of a token through a connection of the web client: pieces of a body go from the HTTP decoder to whoever reads it, past
 * the client's queue, its pipe and a copy for each; all else, the end of the body too, goes the client's way. It sits before the client's own handler.
 *
 * <p>Event loop of the connection only, and only for readers whose loop it is: others get everything from the client.
 */
final class BodyTap extends ChannelInboundHandlerAdapter {
    /** Hears the body, in the order in which it came. */
    interface Reader {
        /** Bytes that are good during this call. */
        void onBytes(byte[] bytes, int length);

        /** There is no more to be read at this moment. */
        void onReadEnd();
    }

    private final FastThreadLocal<byte[]> buffers;
    private byte[] buffer = {};
    private @Nullable Reader reader;
    private boolean unread;

    private BodyTap(FastThreadLocal<byte[]> buffers) {
        this.buffers = buffers;
    }

    /**
     * Installs one.
     *
     * @param buffers what bytes are lent in, one of each event loop; not empty
     */
    static void install(HttpConnection connection, FastThreadLocal<byte[]> buffers) {
        if (connection instanceof HttpClientConnectionInternal internal) {
            ChannelHandlerContext client = internal.channelHandlerContext();
            client.pipeline().addBefore(client.name(), BodyTap.class.getName(), new BodyTap(buffers));
        }
    }

    /** That of a connection, if its event loop is the current thread's. */
    static @Nullable BodyTap here(HttpConnection connection) {
        if (connection instanceof HttpClientConnectionInternal internal) {
            ChannelHandlerContext client = internal.channelHandlerContext();
            return client.executor().inEventLoop() ? client.pipeline().get(BodyTap.class) : null;
        }
        return null;
    }

    /** From now on the body is this reader's. */
    void open(Reader to) {
        reader = to;
    }

    /** Whoever reads has enough. */
    void close() {
        reader = null;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        buffer = buffers.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        // The last piece is of another class: the client must hear of it.
        if (reader != null && message.getClass() == DefaultHttpContent.class) {
            DefaultHttpContent piece = (DefaultHttpContent) message;
            try {
                lend(piece.content());
            } finally {
                piece.release();
            }
        } else {
            context.fireChannelRead(message);
        }
    }

    private void lend(ByteBuf bytes) {
        unread = true;
        while (reader != null && bytes.isReadable()) {
            int length = Math.min(bytes.readableBytes(), buffer.length);
            bytes.readBytes(buffer, 0, length);
            reader.onBytes(buffer, length);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (unread) {
            unread = false;
            if (reader != null) {
                reader.onReadEnd();
            }
        }
        context.fireChannelReadComplete();
    }
}

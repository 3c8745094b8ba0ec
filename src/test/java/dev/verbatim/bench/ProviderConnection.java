package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection of the provider: requests with a length, one after the other. Reads just enough of HTTP and of
 * the request for a test on loopback, so that reading costs nothing beside writing.
 */
final class ProviderConnection extends ByteToMessageDecoder {
    private static final ByteBuf HEAD_END = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n", US_ASCII));
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final Pattern USAGE = Pattern.compile("\"include_usage\"\\s*:\\s*true");

    private final ProviderStats stats;
    private @Nullable ProviderStream stream;

    ProviderConnection(ProviderStats stats) {
        this.stats = stats;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int headLength = stream == null ? ByteBufUtil.indexOf(HEAD_END, in) - in.readerIndex() : -1;
        if (headLength < 0) {
            return;
        }
        String head = in.toString(in.readerIndex(), headLength, US_ASCII);
        Matcher length = LENGTH.matcher(head);
        int bodyLength = length.find() ? Integer.parseInt(length.group(1)) : 0;
        int bodyAt = headLength + HEAD_END.readableBytes();
        if (in.readableBytes() < bodyAt + bodyLength) {
            return;
        }
        String body = in.toString(in.readerIndex() + bodyAt, bodyLength, UTF_8);
        in.skipBytes(bodyAt + bodyLength);
        answer(context, head, body);
    }

    private void answer(ChannelHandlerContext context, String head, String body) {
        if (head.startsWith("GET ")) {
            reply(context, "200 OK", stats.json());
            return;
        }
        if (head.startsWith("POST /failing/")) {
            reply(context, "503 Service Unavailable", "{\"error\":{\"message\":\"failing as asked\"}}");
            return;
        }
        ModelScript script = ModelScript.in(body);
        if (!head.startsWith("POST /v1/chat/completions ") || script == null) {
            reply(context, "404 Not Found", "{\"error\":{\"message\":\"only bench-t<tokens>-d<delay> models here\"}}");
            return;
        }
        stats.requested();
        boolean withUsage = USAGE.matcher(body).find();
        stream = new ProviderStream(context, script, withUsage, stats::wroteToken, this::ended);
        stream.open();
    }

    private void ended() {
        stream = null;
        stats.ended();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        if (stream != null) {
            stream.writable();
        }
        super.channelWritabilityChanged(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (stream != null) {
            stream.abandon();
        }
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    private static void reply(ChannelHandlerContext context, String status, String json) {
        String response = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length() + "\r\n\r\n" + json;
        context.writeAndFlush(Unpooled.copiedBuffer(response, US_ASCII))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}

package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;

/**
 * One streamed answer in the shape of OpenAI's chat completions, one write a token, stamped just before it. A reader that
 * does not keep up is waited for, as a socket would. Runs on its connection's event loop.
 */
final class ProviderStream {
    private static final String HEAD = """
            HTTP/1.1 200 OK\r
            Content-Type: text/event-stream; charset=utf-8\r
            Cache-Control: no-cache\r
            Transfer-Encoding: chunked\r
            \r
            """;

    private final ChannelHandlerContext context;
    private final ModelScript script;
    private final boolean withUsage;
    private final Runnable onToken;
    private final Runnable onEnd;
    private final byte[] tokenChunk;
    private final int tokenAt;
    private final long startedNanos = System.nanoTime();
    private int sent;
    private boolean blocked;
    private boolean over;

    ProviderStream(
            ChannelHandlerContext context, ModelScript script, boolean withUsage, Runnable onToken, Runnable onEnd) {
        this.context = context;
        this.script = script;
        this.withUsage = withUsage;
        this.onToken = onToken;
        this.onEnd = onEnd;
        String placeholder = "?".repeat(TokenText.LENGTH);
        String chunk = chunk(event("{\"content\":\"" + placeholder + "\"}", "null"));
        this.tokenChunk = chunk.getBytes(US_ASCII);
        this.tokenAt = chunk.indexOf(placeholder);
    }

    void open() {
        write(HEAD + chunk(event("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null")));
        context.flush();
        turn();
    }

    /** The connection takes bytes again. */
    void writable() {
        if (blocked) {
            blocked = false;
            turn();
        }
    }

    /** The reader went away. */
    void abandon() {
        end();
    }

    private void turn() {
        if (over) {
            return;
        }
        if (!context.channel().isWritable()) {
            blocked = true;
            return;
        }
        writeToken();
        if (sent == script.tokens()) {
            write(closing());
            end();
        }
        context.flush();
        if (!over) {
            next();
        }
    }

    private void next() {
        if (script.delayMicros() == 0) {
            context.executor().execute(this::turn);
            return;
        }
        long due = startedNanos + TimeUnit.MICROSECONDS.toNanos((long) sent * script.delayMicros());
        long wait = Math.max(0, due - System.nanoTime());
        context.executor().schedule(this::turn, wait, TimeUnit.NANOSECONDS).addListener(EventLoops::rethrow);
    }

    private void end() {
        if (!over) {
            over = true;
            onEnd.run();
        }
    }

    private void writeToken() {
        TokenText.write(tokenChunk, tokenAt, TokenText.nowMicros(), sent++);
        onToken.run();
        ByteBuf bytes = context.alloc().directBuffer(tokenChunk.length);
        context.write(bytes.writeBytes(tokenChunk)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void write(String text) {
        ByteBuf bytes = context.alloc().directBuffer(text.length());
        bytes.writeCharSequence(text, US_ASCII);
        context.write(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private String closing() {
        String last = event("{}", "\"stop\"");
        if (withUsage) {
            last += "data: {" + frame() + ",\"choices\":[],\"usage\":{\"prompt_tokens\":25,\"completion_tokens\":"
                    + sent + ",\"total_tokens\":" + (25 + sent) + "}}\n\n";
        }
        return chunk(last + "data: [DONE]\n\n") + "0\r\n\r\n";
    }

    private String event(String delta, String finishReason) {
        return "data: {" + frame() + ",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finishReason + "}]" + (withUsage ? ",\"usage\":null" : "")
                + "}\n\n";
    }

    private String frame() {
        return "\"id\":\"chatcmpl-bench00000000000000000001\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
                + "\"model\":\"" + script.modelName()
                + "\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_bench\"";
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }
}

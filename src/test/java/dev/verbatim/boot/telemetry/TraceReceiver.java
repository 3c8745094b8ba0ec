package dev.verbatim.boot.telemetry;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** An OTLP collector on loopback that understands as much of the protocol as a test wants to know of spans. */
final class TraceReceiver implements AutoCloseable {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** What it heard of one span; a number's attribute as text. */
    record Span(String traceId, String spanId, String parentId, String name, Map<String, String> attributes) {}

    TraceReceiver(Vertx vertx) {
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    bodies.add(new String(body.getBytes(), StandardCharsets.UTF_8));
                    fields(ByteBuffer.wrap(body.getBytes()), this::resourceSpans);
                    request.response()
                            .putHeader("Content-Type", "application/x-protobuf")
                            .end();
                }));
        server.listen().await();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    /** Everything that was sent, as text as far as it is text. */
    List<String> bodies() {
        return List.copyOf(bodies);
    }

    private void resourceSpans(int field, ByteBuffer value) {
        fields(value, (inner, scope) -> {
            if (inner == 2) {
                fields(scope, (innermost, span) -> {
                    if (innermost == 2) {
                        spans.add(span(span));
                    }
                });
            }
        });
    }

    private static Span span(ByteBuffer bytes) {
        Map<Integer, ByteBuffer> found = new HashMap<>();
        Map<String, String> attributes = new HashMap<>();
        fields(bytes, (field, value) -> {
            if (field == 9) {
                attribute(value, attributes);
            }
            found.put(field, value);
        });
        return new Span(hex(found.get(1)), hex(found.get(2)), hex(found.get(4)), text(found.get(5)), attributes);
    }

    private static void attribute(ByteBuffer bytes, Map<String, String> attributes) {
        Map<Integer, ByteBuffer> pair = new HashMap<>();
        fields(bytes, pair::put);
        fields(
                pair.get(2),
                (kind, value) ->
                        attributes.put(text(pair.get(1)), kind == 3 ? Long.toString(value.getLong(0)) : text(value)));
    }

    private static void fields(ByteBuffer bytes, BiConsumer<Integer, ByteBuffer> each) {
        ByteBuffer from = bytes.duplicate();
        while (from.hasRemaining()) {
            int tag = (int) varint(from);
            int length = switch (tag & 7) {
                case VARINT -> 0;
                case FIXED64 -> Long.BYTES;
                case BYTES -> (int) varint(from);
                default -> Integer.BYTES;
            };
            ByteBuffer value = (tag & 7) == VARINT
                    ? ByteBuffer.allocate(Long.BYTES).putLong(0, varint(from))
                    : from.slice(from.position(), length);
            from.position(from.position() + length);
            each.accept(tag >>> 3, value);
        }
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = from.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                break;
            }
        }
        return value;
    }

    private static byte[] array(ByteBuffer value) {
        byte[] array = new byte[value == null ? 0 : value.remaining()];
        if (value != null) {
            value.duplicate().get(array);
        }
        return array;
    }

    private static String hex(ByteBuffer value) {
        return HexFormat.of().formatHex(array(value));
    }

    private static String text(ByteBuffer value) {
        return new String(array(value), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close().await();
    }
}

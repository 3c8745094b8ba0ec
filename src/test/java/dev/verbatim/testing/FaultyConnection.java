package dev.verbatim.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One connection to {@link FaultyProvider}: reads requests one after the other, by hand so that it can break any rule later. */
final class FaultyConnection {
    private final Vertx vertx;
    private final NetSocket socket;
    private final List<ProviderAttempt> log;
    private Buffer received = Buffer.buffer();
    private final List<ProviderAttempt> own = new ArrayList<>();

    FaultyConnection(Vertx vertx, NetSocket socket, List<ProviderAttempt> log) {
        this.vertx = vertx;
        this.socket = socket;
        this.log = log;
        socket.handler(this::onBytes);
        socket.exceptionHandler(error -> socket.close());
        socket.closeHandler(nothing -> own.forEach(ProviderAttempt::connectionClosed));
    }

    private void onBytes(Buffer bytes) {
        received.appendBuffer(bytes);
        String text = received.toString(StandardCharsets.ISO_8859_1);
        int headEnd = text.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            return;
        }
        String[] lines = text.substring(0, headEnd).split("\r\n");
        Map<String, String> headers = headers(lines);
        int bodyFrom = headEnd + 4;
        int bodyTo = bodyFrom + Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (received.length() >= bodyTo) {
            Buffer body = received.getBuffer(bodyFrom, bodyTo);
            received = received.getBuffer(bodyTo, received.length());
            onRequest(lines[0].split(" ")[1], headers, body);
        }
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return headers;
    }

    private void onRequest(String path, Map<String, String> headers, Buffer body) {
        JsonObject json = body.length() == 0 ? new JsonObject() : body.toJsonObject();
        ProviderAttempt attempt = new ProviderAttempt(path, headers, json, System.identityHashCode(this));
        long times = log.stream().filter(attempt::asksTheSame).count();
        own.add(attempt);
        log.add(attempt);
        FaultyWire wire = path.endsWith("/messages") ? FaultyWire.ANTHROPIC : FaultyWire.OPENAI;
        new FaultyAnswer(vertx, socket, attempt, wire).play(Fault.of(attempt.model(), (int) times));
    }
}

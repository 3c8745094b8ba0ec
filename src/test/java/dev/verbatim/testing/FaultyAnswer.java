package dev.verbatim.testing;

import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.IntFunction;

/** One response of {@link FaultyProvider}, played onto the socket of its request. */
final class FaultyAnswer {
    private static final long PING_MS = 5;
    private static final int HUGE = 2 << 20;

    private final Vertx vertx;
    private final NetSocket socket;
    private final ProviderAttempt attempt;
    private final FaultyWire wire;

    FaultyAnswer(Vertx vertx, NetSocket socket, ProviderAttempt attempt, FaultyWire wire) {
        this.vertx = vertx;
        this.socket = socket;
        this.attempt = attempt;
        this.wire = wire;
    }

    void play(Fault.Plan plan) {
        int tokens = plan.number();
        switch (plan.fault()) {
            case ANSWER -> stream(plan, this::endWhole);
            case CALL -> call(plan, () -> endCall(tokens));
            case CUT_CALL -> call(plan, () -> closeAfter(""));
            case ECHO_KEY -> refuse(400, "", wire.errorBody("invalid_request_error", "Bad key " + attempt.key()));
            case ECHO_KEY_LATE -> failLate(plan, "server_error", "No " + attempt.key());
            case QUOTA_LATE -> failLate(plan, "insufficient_quota", "You exceeded your quota");
            case LIMITED_LATE -> failLate(plan, "rate_limit_exceeded", "Slow down");
            case ECHO_KEY_AWAY ->
                whole("HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/" + attempt.key() + "\r\nX-Request-Id: "
                        + attempt.key() + "\r\nContent-Length: 0\r\n\r\n");
            case NO_USAGE -> stream(plan, () -> finishWith(finished(tokens) + wire.done()));
            case NO_DONE -> stream(plan, () -> chunk(counted(wire.finish(tokens) + wire.usage(tokens), tokens)));
            case BURST -> burst(tokens);
            case DRIP -> drip(dripped(tokens), 0, tokens);
            case STATUS ->
                refuse(
                        plan.number(),
                        tokens == 429 ? "Retry-After: 2\r\n" : "",
                        wire.errorBody(typeOf(tokens), "Faulty on request"));
            case LIMITED_MS -> limited("Retry-After-Ms: " + tokens + "\r\n");
            case LIMITED_SECONDS -> limited("Retry-After: " + tokens + "\r\n");
            case LIMITED_DATE -> limited(dateIn(tokens));
            case LIMITED -> limited("");
            case FINAL -> refuse(503, "X-Should-Retry: false\r\n", wire.errorBody("server_error", "Not again"));
            case SPEND_LIMIT ->
                refuse(429, "", wire.errorBody("enforced_spend_limit_reached", "The month's money is spent"));
            case FILTER -> refuse(400, "", wire.errorBody("content_filter", "Not this"));
            case GOES_ON -> goOn(tokens);
            case NO_PREFILL -> unlessPrefilled(plan);
            case SHORT_LENGTH -> shortLength(tokens);
            case USAGE_EVERYWHERE -> countEverywhere(tokens);
            case ODD_LINES ->
                finishStream("\uFEFF: hello\rid: 1\rretry: never\r\r"
                        + counted(whole(tokens), tokens).replace('\n', '\r'));
            case ODD_TEXT -> stream(plan, this::endOddly);
            case QUOTA ->
                refuse(429, "Retry-After: 2\r\n", wire.errorBody("insufficient_quota", "You exceeded your quota"));
            case CONTEXT -> refuse(400, "", wire.errorBody("context_length_exceeded", "Too much"));
            case HTML -> respond(200, "text/html; charset=utf-8", "<html><body>Please sign in</body></html>", "");
            case JSON -> respond(200, "application/json", "{\"choices\":[{\"message\":{\"content\":\"whole\"}}]}", "");
            case JSON_ERROR -> respond(200, "application/json", wire.errorBody("server_error", "Not today"), "");
            case EMPTY -> whole("HTTP/1.1 204 No Content\r\n\r\n");
            case REDIRECT -> whole("HTTP/1.1 307 Moved\r\nLocation: /stolen\r\nContent-Length: 0\r\n\r\n");
            case GZIP -> write(head("text/event-stream\r\nContent-Encoding: gzip") + chunked("\u001f\u008bxx"));
            case CUT_HEAD -> socket.close();
            case RESET_HEAD -> reset();
            case CUT_EVENT -> stream(plan, () -> closeAfter(half(wire.token("never whole"))));
            case CUT_BETWEEN -> stream(plan, () -> closeAfter(""));
            case CUT_FINISHED -> stream(plan, () -> closeAfter(finished(tokens)));
            case RESET -> stream(plan, this::reset);
            case SILENT_HEAD -> {}
            case SILENT_FIRST -> write(head("text/event-stream"));
            case PINGS_FIRST -> stream(new Fault.Plan(plan.fault(), 0, 0), this::pingForEver);
            case STALL -> stream(plan, () -> {});
            case STALL_PINGS -> stream(plan, this::pingForEver);
            case ENDLESS ->
                stream(new Fault.Plan(plan.fault(), Integer.MAX_VALUE, Math.max(1, plan.delayMs())), () -> {});
            case ERROR_FIRST -> finishStream(wire.error());
            case ERROR_EVENT -> stream(plan, () -> finishWith(wire.error()));
            case GARBLED -> stream(plan, () -> chunk("data: {\"choices\":[{\"delta\":{\"content\":oops}}]}\n\n"));
            case HUGE_EVENT -> stream(plan, () -> chunk(wire.token("x".repeat(HUGE))));
            case HUGE_FINISHED -> stream(plan, () -> chunk(wire.finish(tokens) + wire.token("x".repeat(HUGE))));
            case ENDLESS_LINE -> stream(plan, this::endlessLine);
        }
    }

    private void failLate(Fault.Plan plan, String type, String message) {
        stream(plan, () -> finishWith("data: " + wire.errorBody(type, message) + "\n\n"));
    }

    private void limited(String header) {
        refuse(429, header, wire.errorBody("rate_limit_exceeded", "Slow down"));
    }

    private static String dateIn(int seconds) {
        ZonedDateTime now = ZonedDateTime.of(2026, 11, 22, 10, 0, 0, 0, ZoneOffset.UTC);
        return "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(now) + "\r\nRetry-After: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.plusSeconds(seconds)) + "\r\n";
    }

    private void unlessPrefilled(Fault.Plan plan) {
        if (attempt.endsWithAnswer()) {
            refuse(400, "", wire.errorBody("invalid_request_error", "The last turn must be the user's"));
        } else {
            stream(plan, this::endWhole);
        }
    }

    private void call(Fault.Plan plan, Runnable afterwards) {
        write(head("text/event-stream"));
        chunk(wire.begin() + wire.call() + wire.arguments("{\\\"words\\\":\\\""));
        next(0, plan, index -> wire.arguments(FaultyProvider.token(index)), afterwards);
    }

    private void endCall(int pieces) {
        String end = wire.arguments("\\\"}") + wire.finish(pieces) + wire.usage(pieces) + wire.done();
        finishWith(counted(end, pieces));
    }

    private void goOn(int tokens) {
        String rest = FaultyProvider.text(tokens).substring(attempt.beginning().length());
        attempt.counted(tokens);
        finishStream(wire.begin() + wire.token(rest) + wire.finish(tokens) + wire.usage(tokens) + wire.done());
    }

    private void shortLength(int tokens) {
        StringBuilder events = new StringBuilder(wire.begin());
        for (int i = 0; i < tokens; i++) {
            events.append(wire.token(FaultyProvider.token(i)));
            attempt.sentToken();
        }
        write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: " + (events.length() + 100)
                + "\r\n\r\n" + events);
        socket.close();
    }

    private void countEverywhere(int tokens) {
        StringBuilder events = new StringBuilder(wire.begin());
        for (int i = 0; i < tokens; i++) {
            events.append(wire.token(FaultyProvider.token(i))).append(wire.usage(i + 1));
            attempt.sentToken();
        }
        attempt.counted(tokens);
        finishStream(events + wire.finish(tokens) + wire.usage(tokens) + wire.done());
    }

    private void endOddly() {
        chunk(wire.token("\\u0000\\ud83d."));
        endWhole();
    }

    private static String typeOf(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }

    private void stream(Fault.Plan plan, Runnable afterwards) {
        write(head("text/event-stream"));
        chunk(wire.begin());
        next(0, plan, this::token, afterwards);
    }

    private String token(int index) {
        attempt.sentToken();
        return wire.token(FaultyProvider.token(index));
    }

    private void next(int index, Fault.Plan plan, IntFunction<String> event, Runnable afterwards) {
        if (attempt.closed().isComplete()) {
            return;
        }
        if (index == plan.number()) {
            afterwards.run();
            return;
        }
        later(Math.max(1, plan.delayMs()), plan.delayMs() > 0, () -> {
            chunk(event.apply(index));
            next(index + 1, plan, event, afterwards);
        });
    }

    /** In a later turn, so that each token is a write of its own also without a delay. */
    private void later(long delayMs, boolean delayed, Runnable action) {
        if (delayed) {
            vertx.setTimer(delayMs, fired -> action.run());
        } else {
            vertx.runOnContext(turn -> action.run());
        }
    }

    private void endWhole() {
        int tokens = attempt.tokensSent();
        finishWith(counted(wire.finish(tokens) + wire.usage(tokens) + wire.done(), tokens));
    }

    private String finished(int tokens) {
        String events = wire.finish(tokens);
        return wire.finishCounts() ? counted(events, tokens) : events;
    }

    private String counted(String events, int tokens) {
        attempt.counted(tokens);
        return events;
    }

    private void burst(int tokens) {
        finishStream(counted(whole(tokens), tokens));
    }

    private String whole(int tokens) {
        StringBuilder events = new StringBuilder(wire.begin());
        for (int i = 0; i < tokens; i++) {
            events.append(wire.token(FaultyProvider.token(i)));
            attempt.sentToken();
        }
        return events.append(wire.finish(tokens))
                .append(wire.usage(tokens))
                .append(wire.done())
                .toString();
    }

    private void finishStream(String events) {
        write(head("text/event-stream"));
        finishWith(events);
    }

    private void finishWith(String events) {
        write(chunked(events) + "0\r\n\r\n");
        attempt.answeredWhole();
    }

    private void pingForEver() {
        if (!attempt.closed().isComplete()) {
            chunk(wire.ping());
            later(PING_MS, true, this::pingForEver);
        }
    }

    private void endlessLine() {
        if (!attempt.closed().isComplete()) {
            chunk("data: " + "x".repeat(1 << 16));
            later(1, true, this::endlessLine);
        }
    }

    private String dripped(int tokens) {
        return head("text/event-stream") + chunked(whole(tokens)) + "0\r\n\r\n";
    }

    // The count is told with the last event but one, and not before all that comes before it is.
    private void drip(String response, int index, int tokens) {
        if (index == response.lastIndexOf("data: ")) {
            attempt.counted(tokens);
        }
        if (index == response.length()) {
            attempt.answeredWhole();
            return;
        }
        attempt.sent(1);
        socket.write(response.substring(index, index + 1)).onSuccess(written -> drip(response, index + 1, tokens));
    }

    private void whole(String response) {
        write(response);
        attempt.answeredWhole();
    }

    private void respond(int status, String type, String body, String retry) {
        write("HTTP/1.1 " + status + " Faulty\r\nContent-Type: " + type + "\r\nX-Request-Id: req_faulty\r\n" + retry
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        attempt.answeredWhole();
    }

    private void refuse(int status, String headers, String body) {
        respond(status, "application/json", body, headers);
    }

    private static String head(String type) {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + type
                + "\r\nX-Request-Id: req_faulty\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    private void chunk(String events) {
        write(chunked(events));
    }

    private static String chunked(String events) {
        int length = events.getBytes(StandardCharsets.UTF_8).length;
        return length == 0 ? "" : Integer.toHexString(length) + "\r\n" + events + "\r\n";
    }

    private static String half(String event) {
        return event.substring(0, event.length() / 2);
    }

    private void closeAfter(String events) {
        write(chunked(events));
        socket.close();
    }

    private void reset() {
        ((NetSocketInternal) socket).channelHandlerContext().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        socket.close();
    }

    private void write(String text) {
        Buffer bytes = Buffer.buffer(text);
        attempt.sent(bytes.length());
        socket.write(bytes);
    }
}

package dev.verbatim.demo;

import dev.verbatim.demo.answer.Responder;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers requests of one wire, whole or streamed. Thread: the event loop; only the count of live streams is shared. */
final class ChatEndpoint implements Handler<RoutingContext> {

    private final Wire wire;
    private final DemoSettings settings;
    private final AtomicInteger liveStreams;
    private final Responder responder = new Responder();

    ChatEndpoint(Wire wire, DemoSettings settings, AtomicInteger liveStreams) {
        this.wire = wire;
        this.settings = settings;
        this.liveStreams = liveStreams;
    }

    /** @throws Refusal what the wire's error page turns into a typed error */
    @Override
    public void handle(RoutingContext context) {
        ChatRequest request = wire.read(
                context.request().headers(), RequestFields.body(context.body().buffer()));
        Answer answer = Answer.of(responder.answer(request.conversation()), request);
        WireReply reply = wire.reply(request, answer);
        context.response().putHeader(wire.requestIdHeader(), RequestId.next());
        if (request.stream()) {
            stream(context, reply, answer);
        } else {
            context.json(reply.whole());
        }
    }

    private void stream(RoutingContext context, WireReply reply, Answer answer) {
        HttpServerResponse response = context.response()
                .setChunked(true)
                .putHeader("content-type", ServerSentEvent.CONTENT_TYPE)
                .putHeader("cache-control", "no-cache");
        liveStreams.incrementAndGet();
        new TokenStream(context.vertx(), response, reply, answer.tokens(), liveStreams::decrementAndGet)
                .start(settings);
    }
}

package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.llm.provider.Answer;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.RetryHint;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt: request, head, events, end. Bytes are decoded as they come; what one read of the socket brought is handed on together, so
 * that a read that carried ten events is one delta. Whatever happens, exactly one of these is said: an
 * end, or nothing because it was cancelled. Runs on the context that opened it.
 */
final class HttpCall implements ProviderCall, ExchangeListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpCall.class);
    private static final long DRAIN_MS = 1_000;
    private static final long NONE = -1;

    private final HttpProvider provider;
    private final Admission admission;
    private final ConcurrencyLimit.Place place;
    private final ContextInternal context;
    private final OnceListener listener;
    private final HttpExchange exchange;
    private final String model;
    private final Answer answer;
    private final AnswerReader reader;
    private final CallClock clock;

    private boolean headSeen;
    private long drainTimer = NONE;
    private @Nullable Rejection rejection;
    private @Nullable String requestId;
    private @Nullable RetryHint hint;

    HttpCall(
            HttpProvider provider,
            Admission admission,
            ConcurrencyLimit.Place place,
            String model,
            ProviderListener listener) {
        this.provider = provider;
        this.admission = admission;
        this.place = place;
        this.context = (ContextInternal) provider.vertx().getOrCreateContext();
        this.exchange = new HttpExchange(this, context);
        this.model = model;
        this.listener = new OnceListener(listener);
        this.reader = new AnswerReader(provider);
        this.answer = reader.answer();
        this.clock = provider.newClock(this::onExpired);
    }

    /** Sends it; what goes wrong with the request itself is an end like any other, and its words, which may hold a header, stay here. */
    void send(ProviderRequest request, Connections over) {
        clock.start();
        try {
            exchange.send(
                    provider.endpoint(),
                    over,
                    provider.headers(),
                    provider.protocol().body(request));
        } catch (RuntimeException e) {
            String cause = e.getClass().getName();
            LOG.error(
                    "request could not be written provider={} cause={}",
                    provider.entry().name(),
                    cause);
            Failure failure =
                    new Failure(FailureCode.INTERNAL, provider.reasons().own("could not be asked"));
            context.runOnContext(turn -> end(failed(failure)));
        }
    }

    @Override
    public boolean sent() {
        return exchange.sent();
    }

    @Override
    public List<ToolCall> toolCalls() {
        return answer.toolCalls();
    }

    @Override
    public void cancel() {
        if (!listener.isSilent()) {
            listener.silence();
            clock.stop();
            exchange.close();
            admission.abandoned();
            place.leave();
        }
    }

    @Override
    public void onHead(HttpClientResponse head) {
        headSeen = true;
        clock.headArrived();
        requestId = RequestId.of(head.headers(), provider.reasons());
        hint = ResponseHint.of(head, exchange.reused());
        Rejection rejected = Rejection.of(head);
        rejection = rejected;
        if (rejected == null) {
            provider.health().keyTaken();
        } else if (!rejected.needsBody()) {
            end(rejected(rejected));
        }
    }

    @Override
    public void onBody(byte[] bytes, int offset, int length) {
        if (listener.isSilent()) {
            return;
        }
        if (rejection == null) {
            reader.read(bytes, offset, length);
            answer.flushUsage(listener);
        } else {
            rejection.append(bytes, offset, length);
        }
    }

    @Override
    public void onRead() {
        if (listener.isSilent()) {
            return;
        }
        if (rejection == null) {
            flush();
        } else if (rejection.isFull()) {
            end(rejected(rejection));
        }
    }

    private void flush() {
        noteProgress();
        answer.flush(listener);
        if (answer.isOver()) {
            end(cut());
        }
    }

    private void noteProgress() {
        if (reader.hasProgressed()) {
            admission.succeeded();
            clock.contentArrived();
        }
        if (answer.isFinished()) {
            clock.endMarkerArrived();
        }
    }

    @Override
    public void onBodyEnd() {
        if (drainTimer != NONE) {
            provider.vertx().cancelTimer(drainTimer);
        }
        reader.end();
        over();
    }

    private void over() {
        end(rejection == null ? cut() : rejected(rejection));
    }

    @Override
    public void onFailure(Throwable cause) {
        if (headSeen) {
            over();
        } else {
            Failure failure = Unreachable.failure(cause, exchange.sent(), provider.reasons());
            // A full pool says so before the call has been handed to who opened it.
            context.runOnContext(turn -> end(failed(failure)));
        }
    }

    private void onExpired(CallClock.Limit limit) {
        Failure late = new Failure(FailureCode.TIMEOUT, provider.reasons().own(limit.words()));
        boolean begun = answer.hasContent();
        if (rejection != null) {
            end(rejected(rejection));
        } else if (!exchange.sent()) {
            end(failed(late));
        } else {
            end(answer.end(begun ? EndStatus.INTERRUPTED : EndStatus.FAILED, late, requestId));
        }
        exchange.close();
    }

    /** How the answer ends if nothing more comes. */
    private ProviderEnd cut() {
        answer.closeText();
        Failure broken = new Failure(FailureCode.STREAM_CUT, provider.reasons().own("broke off its answer"));
        return provider.heard(model, answer.end(EndStatus.INTERRUPTED, broken, requestId));
    }

    private ProviderEnd rejected(Rejection by) {
        Failure failure = by.failure(provider.failures(), provider.reasons());
        provider.rejected(model, failure, by.refusesKey());
        return failed(failure);
    }

    private ProviderEnd failed(Failure failure) {
        return new ProviderEnd(EndStatus.FAILED, null, null, failure, requestId, exchange.sent());
    }

    private void end(ProviderEnd end) {
        if (listener.isSilent()) {
            return;
        }
        clock.stop();
        answer.closeText();
        if (answer.hasContent()) {
            admission.succeeded();
        }
        try {
            answer.flush(listener);
        } finally {
            release(end);
            listener.onEnd(end.with(hint == null ? RetryHint.unheard(exchange.reused()) : hint));
        }
    }

    /** Nothing of use follows a complete answer, but a response that is read to its end gives its connection back. */
    private void release(ProviderEnd end) {
        admission.ended(end.failure());
        place.leave();
        if (end.status() != EndStatus.COMPLETE) {
            exchange.close();
        } else if (!exchange.isOver()) {
            drainTimer = provider.vertx().setTimer(DRAIN_MS, fired -> exchange.close());
        }
    }
}

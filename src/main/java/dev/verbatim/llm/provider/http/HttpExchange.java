package dev.verbatim.llm.provider.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request through the web client whose response is heard as it arrives. The body is piped into this, or comes by a {@link BodyTap} where
 * the connection is of the same event loop; an interceptor shows the head before it, and gives the handles with which {@link #close}
 * cancels the request in any phase. The web client itself closes no connection when a pipe fails, and may report an end twice: both are
 * dealt with here.
 *
 * <p>Runs on one context. It never pauses the response: whoever listens must be quick.
 */
final class HttpExchange implements WriteStream<Buffer>, BodyTap.Reader {
    private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
    private static final String KEY = "exchange";

    private final ExchangeListener listener;
    private final ContextInternal home;
    private final Handler<ExchangeListener> read = this::tellRead;
    private @Nullable HttpContext<?> context;
    private @Nullable BodyTap tap;
    private boolean willTell;
    private boolean sent;
    private boolean reused;
    private boolean over;

    /** An exchange of this context. */
    HttpExchange(ExchangeListener listener, ContextInternal home) {
        this.listener = listener;
        this.home = home;
    }

    /** To be installed once in each web client. */
    static void intercept(HttpContext<?> context) {
        HttpExchange exchange = context.get(KEY);
        if (exchange == null || exchange.admit(context)) {
            context.next();
        }
    }

    /** Sends the request. */
    void send(Endpoint endpoint, Connections over, MultiMap headers, byte[] body) {
        HttpContext<Void> started = endpoint.newContext(over);
        context = started;
        started.set(KEY, this);
        started.future().onComplete(this::onResult);
        started.prepareRequest(endpoint.request(over, headers, this), "application/json", Buffer.buffer(body));
    }

    /** Whether a connection was there, so that the provider may have seen the request. */
    boolean sent() {
        return sent;
    }

    /** Whether the request went out over a connection that had carried another one before. */
    boolean reused() {
        return reused;
    }

    private static boolean hasAnswered(HttpConnection connection) {
        return connection instanceof HttpClientConnectionInternal internal
                && internal.lastResponseReceivedTimestamp() > 0;
    }

    /** Whether nothing more will be heard. */
    boolean isOver() {
        return over;
    }

    /** Cancels the request and closes its connection, in this turn; idempotent. */
    void close() {
        if (over) {
            return;
        }
        over();
        HttpContext<?> current = context;
        if (current != null) {
            reset(current.clientRequest(), current.clientResponse());
        }
    }

    private static void reset(@Nullable HttpClientRequest request, @Nullable HttpClientResponse response) {
        if (response != null) {
            response.exceptionHandler(HttpExchange::expected).request().reset();
        } else if (request != null) {
            request.reset();
        }
    }

    /** Our own reset comes back as an exception, which the client would log as an error if nobody took it. */
    private static void expected(Throwable reset) {
        LOG.trace("request closed cause={}", reset.toString());
    }

    /** Whether the web client may go on. */
    private boolean admit(HttpContext<?> current) {
        if (current.phase() == ClientPhase.SEND_REQUEST) {
            current.clientRequest().exceptionHandler(HttpExchange::expected);
            if (over) {
                reset(current.clientRequest(), null);
                return false;
            }
            sent = true;
            reused = hasAnswered(current.clientRequest().connection());
        } else if (current.phase() == ClientPhase.RECEIVE_RESPONSE) {
            if (!over) {
                listener.onHead(current.clientResponse());
                openTap(current.clientResponse().request().connection());
            }
            return !over;
        }
        return true;
    }

    private void openTap(HttpConnection connection) {
        BodyTap there = over ? null : BodyTap.here(connection);
        if (there != null) {
            there.open(this);
            tap = there;
        }
    }

    private void over() {
        over = true;
        if (tap != null) {
            tap.close();
        }
    }

    private void onResult(AsyncResult<HttpResponse<Void>> result) {
        if (over) {
            return;
        }
        over();
        if (result.succeeded()) {
            listener.onBodyEnd();
        } else {
            reset(null, context == null ? null : context.clientResponse());
            listener.onFailure(result.cause());
        }
    }

    @Override
    public void onBytes(byte[] bytes, int length) {
        ContextInternal before = home.beginDispatch();
        try {
            listener.onBody(bytes, 0, length);
        } catch (RuntimeException defect) {
            home.reportException(defect);
        } finally {
            home.endDispatch(before);
        }
    }

    @Override
    public void onReadEnd() {
        home.dispatch(listener, read);
    }

    private void tellRead(ExchangeListener told) {
        willTell = false;
        if (!over) {
            told.onRead();
        }
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        if (!over) {
            ByteBuf raw = ((BufferInternal) bytes).getByteBuf();
            if (raw.hasArray()) {
                listener.onBody(raw.array(), raw.arrayOffset() + raw.readerIndex(), raw.readableBytes());
            } else {
                listener.onBody(bytes.getBytes(), 0, bytes.length());
            }
            tellSoon();
        }
        return Future.succeededFuture();
    }

    private void tellSoon() {
        if (!willTell) {
            willTell = true;
            home.runOnContext(turn -> tellRead(listener));
        }
    }

    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}

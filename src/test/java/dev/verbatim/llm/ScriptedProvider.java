package dev.verbatim.llm;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A provider whose every word a test says, in turns of its own on the caller's context; silent after a cancel, as the real ones are. */
final class ScriptedProvider implements Provider {
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private volatile @Nullable RuntimeException broken;
    private volatile boolean unsent;

    @Override
    public ProviderCall open(ProviderRequest request, ProviderListener listener) {
        if (broken != null) {
            throw broken;
        }
        Call call = new Call(request, listener, Vertx.currentContext(), !unsent);
        calls.add(call);
        return call;
    }

    void breakWith(RuntimeException e) {
        broken = e;
    }

    /** Requests wait for a connection that does not come. */
    void sendNothing() {
        unsent = true;
    }

    /** The next request that was opened. */
    Call opened() throws InterruptedException {
        Call call = calls.poll(Bench.PATIENCE_S, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no request was opened");
        }
        return call;
    }

    boolean wasNotAsked() {
        return calls.isEmpty();
    }

    static final class Call implements ProviderCall {
        private final ProviderRequest request;
        private final ProviderListener listener;
        private final Context context;
        private final Promise<Void> cancelled = Promise.promise();
        private final boolean sent;
        private boolean over;

        private Call(ProviderRequest request, ProviderListener listener, Context context, boolean sent) {
            this.sent = sent;
            this.request = request;
            this.listener = listener;
            this.context = context;
        }

        ProviderRequest request() {
            return request;
        }

        @Override
        public boolean sent() {
            return sent;
        }

        @Override
        public void cancel() {
            if (!over) {
                over = true;
                cancelled.complete();
            }
        }

        void awaitCancel() {
            Bench.await(cancelled.future());
        }

        boolean isCancelled() {
            return cancelled.future().isComplete();
        }

        Call says(String text) {
            return says(DeltaKind.TEXT, text);
        }

        Call says(DeltaKind kind, String text) {
            return inATurn(() -> listener.onDelta(kind, text));
        }

        Call counts(long input, long output) {
            return inATurn(() -> listener.onUsage(new Usage(UsageSource.PROVIDER, input, output, 0, 0, 0), true));
        }

        /** A count that comes before the end of the answer. */
        Call countsSoFar(long input, long output) {
            return inATurn(() -> listener.onUsage(new Usage(UsageSource.PROVIDER, input, output, 0, 0, 0), false));
        }

        void completes() {
            ends(new ProviderEnd(EndStatus.COMPLETE, EndReason.STOP, "stop", null, "req-1", true));
        }

        void isCut() {
            Failure cut = new Failure(FailureCode.STREAM_CUT, "The provider's stream was cut.");
            ends(new ProviderEnd(EndStatus.INTERRUPTED, null, null, cut, "req-1", true));
        }

        void fails(FailureCode code, boolean sent) {
            Failure failure = new Failure(code, "It did not work.");
            ends(new ProviderEnd(EndStatus.FAILED, null, null, failure, null, sent));
        }

        private void ends(ProviderEnd end) {
            inATurn(() -> {
                over = true;
                listener.onEnd(end);
            });
        }

        /** Runs in one turn of the owner's context; does nothing once the call is over. */
        Call inATurn(Runnable said) {
            Promise<Void> done = Promise.promise();
            context.runOnContext(here -> {
                if (!over) {
                    said.run();
                }
                done.complete();
            });
            Bench.await(done.future());
            return this;
        }

        /** Runs on the owner's context, whatever became of the call. */
        void onOwner(Runnable action) {
            Promise<Void> done = Promise.promise();
            context.runOnContext(here -> {
                action.run();
                done.complete();
            });
            Bench.await(done.future());
        }

        ProviderListener listener() {
            return listener;
        }
    }
}

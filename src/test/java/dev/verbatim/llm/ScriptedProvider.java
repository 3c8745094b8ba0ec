package dev.verbatim.llm;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.ModelLimits;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.RetryHint;
import dev.verbatim.llm.provider.ToolCallPart;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A provider whose every word a test says, in turns of its own on the caller's context; silent after a cancel, as the real ones are. */
final class ScriptedProvider implements Provider {
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private volatile @Nullable RuntimeException broken;
    private volatile boolean unsent;
    private volatile boolean continues;

    @Override
    public ProviderCall open(ProviderRequest request, ProviderListener listener) {
        if (broken != null) {
            throw broken;
        }
        return call(request, listener, false);
    }

    @Override
    public ProviderCall openAfresh(ProviderRequest request, ProviderListener listener) {
        return call(request, listener, true);
    }

    private Call call(ProviderRequest request, ProviderListener listener, boolean afresh) {
        Call call = new Call(request, listener, Vertx.currentContext(), !unsent, afresh);
        calls.add(call);
        return call;
    }

    /** Its model goes on from the beginning of an answer. */
    ScriptedProvider continues() {
        continues = true;
        return this;
    }

    ModelLimits limits(ModelLimits common) {
        return new ModelLimits(common.contextWindow(), common.maxOutputTokens(), common.price(), continues);
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
        private final boolean afresh;
        private final List<ToolCall> toolCalls = new CopyOnWriteArrayList<>();
        private boolean over;

        private Call(
                ProviderRequest request, ProviderListener listener, Context context, boolean sent, boolean afresh) {
            this.sent = sent;
            this.afresh = afresh;
            this.request = request;
            this.listener = listener;
            this.context = context;
        }

        ProviderRequest request() {
            return request;
        }

        boolean isAfresh() {
            return afresh;
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

        /** Wants one more tool to be called, in one piece. */
        Call calls(String tool, String arguments) {
            return inATurn(() -> {
                toolCalls.add(new ToolCall("c-" + tool, tool, arguments));
                listener.onToolCall(new ToolCallPart(toolCalls.size() - 1, "c-" + tool, tool, 0, arguments));
            });
        }

        @Override
        public List<ToolCall> toolCalls() {
            return List.copyOf(toolCalls);
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

        /** It is refused with this failure and what decides whether to ask again. */
        void fails(Failure failure, RetryHint hint, boolean sent) {
            ends(new ProviderEnd(EndStatus.FAILED, null, null, failure, null, sent, hint));
        }

        /** It falls silent after its first words. */
        void fallsSilent() {
            Failure late = new Failure(FailureCode.TIMEOUT, "It fell silent.");
            ends(new ProviderEnd(EndStatus.INTERRUPTED, null, null, late, "req-1", true));
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

package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Usage;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Hears one call and checks on the way that it is heard on its context and that nothing follows its end. */
public final class CallRecorder implements ProviderListener {

    private final Context context;
    private final List<String> deltas = new CopyOnWriteArrayList<>();
    private final List<ToolCallPart> parts = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final Promise<Void> firstDelta = Promise.promise();
    private final Promise<ProviderEnd> end = Promise.promise();
    private volatile @Nullable Usage usage;
    private volatile @Nullable ProviderCall call;
    private volatile boolean cancelled;

    private CallRecorder(Context context) {
        this.context = context;
    }

    /** Opens a call on a context of its own choice. */
    public static CallRecorder open(Context context, Provider provider, String model) {
        ProviderRequest request = new ProviderRequest(
                model, "Be brief.", List.of(new Turn(dev.verbatim.contract.Role.USER, "Hello")), 100, null);
        CallRecorder recorder = new CallRecorder(context);
        context.runOnContext(turn -> recorder.call = provider.open(request, recorder));
        return recorder;
    }

    @Override
    public void onDelta(DeltaKind kind, String text) {
        check("delta");
        if (text.isEmpty()) {
            faults.add("an empty delta");
        }
        deltas.add(text);
        firstDelta.tryComplete();
    }

    @Override
    public void onToolCall(ToolCallPart part) {
        check("tool call");
        parts.add(part);
    }

    @Override
    public void onUsage(Usage latest, boolean total) {
        check("usage");
        usage = latest;
    }

    @Override
    public void onEnd(ProviderEnd ended) {
        check("end");
        end.complete(ended);
    }

    private void check(String what) {
        if (call == null) {
            faults.add(what + " before open returned");
        }
        if (Vertx.currentContext() != context) {
            faults.add(what + " on a foreign context");
        }
        if (cancelled || end.future().isComplete()) {
            faults.add(what + " after the end");
        }
    }

    /** Cancels, on the call's context; completes when that turn is over. */
    public Future<Void> cancel() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(turn -> {
            ProviderCall opened = call;
            if (opened != null) {
                opened.cancel();
                cancelled = true;
            }
            done.complete();
        });
        return done.future();
    }

    /** Whether the call says that its request may have arrived. */
    public boolean sent() {
        ProviderCall opened = call;
        return opened != null && opened.sent();
    }

    public Future<Void> firstDelta() {
        return firstDelta.future();
    }

    public boolean hasEnded() {
        return end.future().isComplete();
    }

    public String text() {
        return String.join("", deltas);
    }

    public List<String> deltas() {
        return List.copyOf(deltas);
    }

    public List<ToolCallPart> parts() {
        return List.copyOf(parts);
    }

    public @Nullable Usage usage() {
        return usage;
    }

    /** The end, which must come in time. */
    public ProviderEnd end() {
        ProviderEnd ended = await(end.future());
        assertThat(faults).isEmpty();
        return ended;
    }

    public CallRecorder assertComplete(int tokens) {
        ProviderEnd ended = end();
        assertThat(ended.status()).as("%s", ended).isEqualTo(EndStatus.COMPLETE);
        assertThat(ended.failure()).isNull();
        assertThat(ended.sent()).isTrue();
        assertThat(text()).isEqualTo(FaultyProvider.text(tokens));
        return this;
    }

    public CallRecorder assertFailed(EndStatus status, FailureCode code) {
        ProviderEnd ended = end();
        assertThat(ended.status()).as("%s", ended).isEqualTo(status);
        assertThat(ended.reason()).isNull();
        assertThat(ended.failure()).isNotNull();
        assertThat(ended.failure().code()).as("%s", ended.failure()).isEqualTo(code);
        return this;
    }

    public void assertNothingHeardAfterCancelling() {
        assertThat(faults).isEmpty();
        assertThat(hasEnded()).isFalse();
    }

    /** Waits on a test's thread. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(Patience.SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

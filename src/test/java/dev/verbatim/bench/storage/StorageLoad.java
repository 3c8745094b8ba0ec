package dev.verbatim.bench.storage;

import dev.verbatim.config.RoomSettings;
import dev.verbatim.config.StorageSettings;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.storage.StorageOptions;
import dev.verbatim.storage.StorageVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Storage's verticles with the default settings, and what is asked of them; one process, as in a gateway. */
final class StorageLoad implements AutoCloseable {
    private static final long ASK_MS = 20_000;
    private static final int CALLS_AT_ONCE = 1;
    private static final int MAX_MESSAGES = 10;
    private static final long MAX_BYTES = 32_000;
    private static final Author AUTHOR = new Author("anna", "Anna");
    static final String QUESTION = "What do you think of it? ".repeat(4);
    static final String ANSWER = "A word after a word after a word is power. ".repeat(5);
    private static final Usage USAGE = new Usage(UsageSource.PROVIDER, 100, 50, 0, 0, 0);
    private static final AttemptResult RESULT =
            new AttemptResult(AttemptOutcome.COMPLETE, null, USAGE, 1_500_000L, 35L, 420, "request-1");

    private final Vertx vertx = Vertx.vertx();
    private final MessageBus bus = MessageBus.over(vertx);

    /**
     * Deploys it; blocks.
     *
     * @param instances as many as a gateway has by default on this machine
     */
    StorageLoad(String url, int instances) {
        StorageSettings settings =
                new StorageSettings(instances, 4, CALLS_AT_ONCE, 256, 10_000, 64L << 20, 5000, 2000, 2);
        StorageOptions options = new StorageOptions(url, settings, 4000, new RoomSettings(false, "lobby", 50, 0));
        for (int i = 0; i < instances; i++) {
            vertx.deployVerticle(new StorageVerticle(options, bus, i)).await();
        }
    }

    Vertx vertx() {
        return vertx;
    }

    /** A message that wants no answer; 1 message. */
    Future<Integer> message(RoomKey room) {
        return accept(room, false).map(accepted -> 1);
    }

    /** A question, the claim of its reply and the answer; 2 messages. */
    Future<Integer> chat(RoomKey room) {
        return accept(room, true)
                .map(accepted -> Objects.requireNonNull(accepted.reply()))
                .compose(reply -> answer(room, reply));
    }

    private Future<Integer> answer(RoomKey room, OpenReply reply) {
        return claim(room, reply.replyId())
                .compose(claim -> bus.request(Topics.END.of(room), ending(room, reply.replyId(), claim), ASK_MS))
                .map(ended -> 2);
    }

    private Future<Accepted> accept(RoomKey room, boolean reply) {
        String clientId = UUID.randomUUID().toString();
        AcceptMessage message = new AcceptMessage(room, AUTHOR, QUESTION, clientId, null, reply);
        return bus.request(Topics.ACCEPT.of(room), message, ASK_MS);
    }

    private Future<ReplyClaim> claim(RoomKey room, UUID replyId) {
        ClaimReply claim = new ClaimReply(
                room,
                replyId,
                UUID.randomUUID(),
                "verbatim.llm.bench.0",
                "bench",
                "bench-1",
                MAX_MESSAGES,
                MAX_BYTES,
                null,
                null);
        return bus.request(Topics.CLAIM.of(room), claim, ASK_MS);
    }

    private static EndReply ending(RoomKey room, UUID replyId, ReplyClaim claim) {
        return new EndReply(
                room,
                replyId,
                claim.epoch(),
                claim.attempt(),
                EndStatus.COMPLETE,
                EndReason.STOP,
                "stop",
                ANSWER,
                "",
                "",
                null,
                null,
                null,
                0,
                RESULT,
                List.of());
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}

package dev.verbatim.storage;

import dev.verbatim.contract.InstanceReport;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageBus.Subscription;
import dev.verbatim.contract.RequestTopic;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Storage on the bus: instance i of n serves the questions of every n-th partition of the rooms, so that a room's questions of this node
 * meet in one lane, and beside the others the questions that are of no room. Deployed before the database is reachable it starts all the
 * same and answers {@code storage_unavailable}; {@link Topics#STORAGE_CHECK} says how it stands. Undeploying finishes what is queued.
 */
public final class StorageVerticle extends VerticleBase {
    private final StorageOptions options;
    private final MessageBus bus;
    private final int instance;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private @Nullable Stores stores;

    /**
     * An instance that is not deployed yet.
     *
     * @param instance 0 to {@code options.settings().instances()} - 1, each once per node
     */
    public StorageVerticle(StorageOptions options, MessageBus bus, int instance) {
        this.options = options;
        this.bus = bus;
        this.instance = instance;
    }

    @Override
    public Future<?> start() {
        return new StoresBuilder(vertx, options, instance, bus).start().compose(this::serve);
    }

    @Override
    public Future<?> stop() {
        Stores open = stores;
        return Future.join(subscriptions.stream().map(Subscription::cancel).toList())
                .eventually(() -> open == null ? Future.succeededFuture() : open.close());
    }

    private Future<?> serve(Stores ready) {
        stores = ready;
        int instances = options.settings().instances();
        for (int partition = instance; partition < Topics.PARTITIONS; partition += instances) {
            servePartition(ready, partition);
        }
        vertx.setPeriodic(Topics.REPORT_MS, due -> bus.publishHere(Topics.REPORTS, report(ready)));
        serve(Topics.HEARTBEAT, ready::heartbeat);
        serve(Topics.REVS, ready::revs);
        serve(Topics.READ_USAGE, ready::usage);
        serve(Topics.REVOKE, ready::revoke);
        serve(Topics.READ_REVOCATIONS, ready::revocations);
        serve(Topics.LIST_ROOMS, ready.rooms()::list);
        serve(Topics.ERASE_USER, ready.rooms()::erase);
        serve(Topics.MARK_READ, ready.rooms()::mark);
        subscriptions.add(bus.serveLocally(Topics.STORAGE_CHECK, ready::check));
        return Future.all(subscriptions.stream().map(Subscription::ready).toList());
    }

    private void servePartition(Stores ready, int partition) {
        serve(Topics.ACCEPT.partition(partition), ready::accept);
        serve(Topics.CLAIM.partition(partition), ready::claim);
        serve(Topics.BEGIN.partition(partition), ready::begin);
        serve(Topics.RECORD_CONTEXT.partition(partition), ready::record);
        serve(Topics.CONTEXT.partition(partition), ready::context);
        serve(Topics.END.partition(partition), ready::end);
        serve(Topics.STOP.partition(partition), ready::stop);
        serve(Topics.JOIN.partition(partition), ready::join);
        serve(Topics.HISTORY.partition(partition), ready::history);
        serve(Topics.CHANGES.partition(partition), ready::changes);
        servePartition(ready.rooms(), partition);
    }

    private void servePartition(RoomDesk rooms, int partition) {
        serve(Topics.CREATE_ROOM.partition(partition), rooms::create);
        serve(Topics.CHANGE_ROOM.partition(partition), rooms::change);
        serve(Topics.REMOVE_ROOM.partition(partition), rooms::remove);
        serve(Topics.ROOM.partition(partition), rooms::read);
        serve(Topics.SET_MEMBER.partition(partition), rooms::setMember);
        serve(Topics.REMOVE_MEMBER.partition(partition), rooms::removeMember);
        serve(Topics.EDIT.partition(partition), rooms::edit);
        serve(Topics.REGENERATE.partition(partition), rooms::regenerate);
        serve(Topics.REMOVE_MESSAGE.partition(partition), rooms::removeMessage);
        serve(Topics.CLAIM_FOLD.partition(partition), rooms::claimFold);
        serve(Topics.END_FOLD.partition(partition), rooms::endFold);
        serve(Topics.MEMBERS.partition(partition), rooms::members);
        serve(Topics.READERS.partition(partition), rooms::readers);
    }

    private InstanceReport report(Stores ready) {
        return new InstanceReport("verbatim.storage." + instance, ready.readings());
    }

    private <Q, A> void serve(RequestTopic<Q, A> topic, Function<Q, Future<A>> answer) {
        subscriptions.add(bus.serve(topic, answer));
    }
}

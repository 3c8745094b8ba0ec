package dev.verbatim.boot;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/** Verticles of one kind on this node, deployed together and undeployed together. */
final class Deployments<V extends Deployable> {
    private final List<V> verticles = new CopyOnWriteArrayList<>();
    private final List<Future<String>> ids = new ArrayList<>();
    private final Vertx vertx;

    Deployments(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Deploys this many; completes when all of them have started. */
    Future<Void> deploy(int instances, IntFunction<V> maker) {
        for (int i = 0; i < instances; i++) {
            V verticle = maker.apply(i);
            verticles.add(verticle);
            ids.add(vertx.deployVerticle(verticle));
        }
        return Future.all(ids).mapEmpty();
    }

    /** What was deployed, in the order of their numbers. */
    List<V> verticles() {
        return verticles;
    }

    /** Undeploys all that started; completes when they have stopped, however that went. */
    Future<Void> undeploy() {
        List<Future<Void>> stopped =
                ids.stream().map(id -> id.compose(vertx::undeploy)).toList();
        return stopped.isEmpty()
                ? Future.succeededFuture()
                : Future.join(stopped).<Void>mapEmpty().otherwiseEmpty();
    }
}

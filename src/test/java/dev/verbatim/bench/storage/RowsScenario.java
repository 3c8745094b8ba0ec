package dev.verbatim.bench.storage;

import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Storage at full speed beside single rows by eight clients, on the same server, in turns. */
final class RowsScenario {
    private static final int CLIENTS = 8;
    private static final String PGBENCH = "pgbench, 8 clients, a row each";
    private static final String PLAIN = "client library, 8 connections, a row each";
    private static final String MESSAGES = "the same into the table of messages";
    private static final String ROW_CHATS = "the same: question, claim, answer";
    private static final String SENDS = "storage: messages without an answer";
    private static final String CHATS = "storage: question, claim, answer";

    private final Server server;
    private final Options options;
    private final Results results = new Results();

    RowsScenario(Server server, Options options) {
        this.server = server;
        this.options = options;
    }

    Results run() throws IOException, InterruptedException {
        Optional<Path> pgbench = Pgbench.program();
        for (int i = 0; i < options.runs(); i++) {
            String url = prepared("rows_" + i);
            if (pgbench.isPresent()) {
                results.add(PGBENCH, Pgbench.rows(pgbench.get(), url, CLIENTS, options.window()));
            }
            singleRows(url);
            storage(url);
        }
        return results;
    }

    /** What is compared with what. */
    Map<String, String> ratios() {
        String base = results.has(PGBENCH) ? PGBENCH : PLAIN;
        return Map.of(SENDS, MESSAGES, CHATS, ROW_CHATS, MESSAGES, base, ROW_CHATS, base);
    }

    private String prepared(String name) {
        String url = server.database(name);
        Server.execute(
                url,
                RowByRow.PLAIN,
                "insert into rooms (tenant, room_id, name) select 'main', 'room-' || i, 'R' from generate_series(1, "
                        + options.chats() + ") i",
                "checkpoint");
        return url;
    }

    private void singleRows(String url) {
        try (RowByRow rows = new RowByRow(url, CLIENTS)) {
            Pace pace = new Pace(rows.vertx(), options.warm(), options.window());
            results.add(PLAIN, pace.of(rows.plainRows()));
            results.add(ROW_CHATS, pace.of(rows.chats()));
            results.add(MESSAGES, pace.of(rows.messages()));
        }
    }

    private void storage(String url) {
        try (StorageLoad storage = new StorageLoad(url, options.instances())) {
            Pace pace = new Pace(storage.vertx(), options.warm(), options.window());
            results.add(SENDS, pace.of(loops(storage::message)));
            results.add(CHATS, pace.of(loops(storage::chat)));
        }
    }

    private List<Supplier<Future<Integer>>> loops(Function<RoomKey, Future<Integer>> work) {
        List<Supplier<Future<Integer>>> loops = new ArrayList<>();
        IntStream.rangeClosed(1, options.chats()).forEach(i -> {
            RoomKey room = new RoomKey("main", "room-" + i);
            loops.add(() -> work.apply(room));
        });
        return loops;
    }
}

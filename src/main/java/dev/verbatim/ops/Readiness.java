package dev.verbatim.ops;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Whether this node should get traffic: named checks that whoever assembles it adds, asked anew for each report. Thread-safe; a check runs on the
 * ops verticle's event loop and must not block.
 */
public final class Readiness {
    private final List<Check> checks = new CopyOnWriteArrayList<>();

    /**
     * Adds a check.
     *
     * @param check completes with a detail for people, or fails with the reason; no secrets in either
     */
    public void add(String name, Supplier<Future<String>> check) {
        add(name, "", check);
    }

    /**
     * Adds a check of which is known what to do where it fails.
     *
     * @param hint what to look at then; one sentence for people
     */
    public void add(String name, String hint, Supplier<Future<String>> check) {
        checks.add(new Check(name, hint, check));
    }

    /** All findings, in the order in which the checks were added; never fails. */
    public Future<List<Finding>> report() {
        List<Future<Finding>> findings = new ArrayList<>();
        checks.forEach(check -> findings.add(check.find()));
        return Future.join(findings).map(all -> all.<Finding>list());
    }

    /**
     * What one check found.
     *
     * @param hint what to do about it; empty where it is up or nobody knows
     */
    public record Finding(String name, boolean up, String detail, String hint) {}

    private record Check(String name, String hint, Supplier<Future<String>> question) {
        Future<Finding> find() {
            return question.get()
                    .map(detail -> new Finding(name, true, detail, ""))
                    .otherwise(cause -> new Finding(name, false, String.valueOf(cause.getMessage()), hint));
        }
    }
}

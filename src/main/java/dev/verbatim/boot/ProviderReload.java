package dev.verbatim.boot;

import dev.verbatim.boot.config.CatalogueReader;
import dev.verbatim.boot.config.SecretFiles;
import dev.verbatim.boot.config.SettingsFiles;
import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderEntry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads providers, keys, models and prices again while the gateway runs: on request, and where one of their files changed. What is wrong with them is said
 * and changes nothing. Files are read on worker threads.
 */
final class ProviderReload {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderReload.class);

    /** No timer of Vert.x has this number. */
    private static final long NEVER_SET = -1;

    private final Vertx vertx;
    private final Map<String, String> environment;
    private final DemoProvider demo;
    private final Consumer<Catalogue> taker;
    private Map<Path, String> seen = Map.of();
    private volatile long timer = NEVER_SET;
    private volatile Future<?> look = Future.succeededFuture();

    /**
     * Nothing is read yet.
     *
     * @param taker takes what was read and is right
     */
    ProviderReload(Vertx vertx, Map<String, String> environment, DemoProvider demo, Consumer<Catalogue> taker) {
        this.vertx = vertx;
        this.environment = environment;
        this.demo = demo;
        this.taker = taker;
    }

    /**
     * Begins to look at the files.
     *
     * @param checkMs how often; 0: never
     */
    void watch(long checkMs) {
        seen = states();
        if (checkMs > 0) {
            timer = vertx.setPeriodic(checkMs, due -> look());
        }
    }

    /** Looks no more; completes when a look that is underway is over. */
    Future<Void> stop() {
        vertx.cancelTimer(timer);
        return look.<Void>mapEmpty().otherwiseEmpty();
    }

    private void look() {
        if (look.isComplete()) {
            look = vertx.executeBlocking(this::states).onSuccess(this::compare);
        }
    }

    /** Reads everything again; fails with what is wrong, without secrets. */
    Future<String> now() {
        return vertx.executeBlocking(this::read)
                .compose(demo::enteredInto)
                .map(this::take)
                .onFailure(cause -> LOG.warn("providers not reloaded reason=\"{}\"", reason(cause)));
    }

    private Catalogue read() {
        Map<String, String> known = SecretFiles.resolved(environment);
        return CatalogueReader.read(SettingsFiles.catalogue(known), known);
    }

    private String take(Catalogue catalogue) {
        taker.accept(catalogue);
        return catalogue.providers().stream()
                .map(ProviderEntry::name)
                .collect(Collectors.joining(", ", "providers reloaded: ", ""));
    }

    private static String reason(Throwable cause) {
        return cause instanceof StartFailure ? String.valueOf(cause.getMessage()) : cause.toString();
    }

    private void compare(Map<Path, String> states) {
        if (!states.equals(seen)) {
            seen = states;
            now();
        }
    }

    private Map<Path, String> states() {
        List<Path> files = new ArrayList<>(SecretFiles.of(environment));
        String catalogue = environment.getOrDefault("VERBATIM_MODELS", "");
        if (!catalogue.isBlank()) {
            files.add(Path.of(catalogue));
        }
        Map<Path, String> states = new HashMap<>();
        files.forEach(file -> states.put(file, state(file)));
        return states;
    }

    private static String state(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file);
        } catch (IOException e) {
            return "unreadable";
        }
    }
}

package dev.verbatim.boot;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps one tag from growing a registry without bound: the first so many values are kept, all others become {@code other}. Any thread.
 */
final class BoundedTag implements MeterFilter {
    private static final String OTHER = "other";

    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private final String tag;
    private final int limit;

    BoundedTag(String tag, int limit) {
        this.tag = tag;
        this.limit = limit;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        String value = id.getTag(tag);
        if (value == null || isKept(value)) {
            return id;
        }
        List<Tag> tags = id.getTags().stream()
                .map(each -> each.getKey().equals(tag) ? Tag.of(tag, OTHER) : each)
                .toList();
        return id.replaceTags(tags);
    }

    private boolean isKept(String value) {
        return kept.contains(value) || (kept.size() < limit && kept.add(value));
    }
}

package dev.verbatim.llm.provider.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * The order in which providers of one model are asked: the catalogue's, except that all those with a weight share the place of the first of
 * them and are drawn there, each as likely to be the next as its weight is large. Any thread.
 */
final class Preference {
    /**
     * A provider in its place.
     *
     * @param place from 0; those with a weight have the same one
     */
    record Ranked(Upstream upstream, int place) {}

    private final DoubleSupplier random;

    /**
     * An order.
     *
     * @param random from 0 to below 1
     */
    Preference(DoubleSupplier random) {
        this.random = random;
    }

    List<Ranked> of(List<Upstream> serving) {
        List<Upstream> weighted =
                new ArrayList<>(serving.stream().filter(Preference::hasWeight).toList());
        List<Ranked> ranked = new ArrayList<>();
        int place = 0;
        for (Upstream upstream : serving) {
            if (!hasWeight(upstream)) {
                ranked.add(new Ranked(upstream, place++));
            } else if (!weighted.isEmpty()) {
                int shared = place++;
                while (!weighted.isEmpty()) {
                    ranked.add(new Ranked(draw(weighted), shared));
                }
            }
        }
        return ranked;
    }

    private static boolean hasWeight(Upstream upstream) {
        return weight(upstream) > 0;
    }

    private static int weight(Upstream upstream) {
        return upstream.entry().place().weight();
    }

    private Upstream draw(List<Upstream> from) {
        double point = random.getAsDouble()
                * from.stream().mapToInt(Preference::weight).sum();
        int index = 0;
        while (index < from.size() - 1 && point >= weight(from.get(index))) {
            point -= weight(from.get(index));
            index++;
        }
        return from.remove(index);
    }
}

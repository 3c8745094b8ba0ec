package dev.verbatim.provider;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many objects of some classes are reachable in this JVM: the JVM's own histogram, after a collection. */
final class LiveObjects {
    private static final int INSTANCES = 2;
    private static final int CLASS = 4;

    private LiveObjects() {}

    /** By class; 0 where there is none. */
    static Map<String, Long> count(List<String> classes) throws JMException {
        Map<String, Long> counts = new TreeMap<>();
        classes.forEach(name -> counts.put(name, 0L));
        histogram().lines().map(String::strip).map(line -> line.split("\\s+")).forEach(words -> {
            if (words.length >= CLASS && counts.containsKey(words[CLASS - 1])) {
                counts.put(words[CLASS - 1], Long.valueOf(words[INSTANCES - 1]));
            }
        });
        return counts;
    }

    private static String histogram() throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }
}

package dev.verbatim.boot;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderEntry;
import java.io.PrintStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a person sees first: where to go, who answers, where the data lives. */
record Banner(String chatUrl, String opsUrl, Catalogue catalogue, String data, long startedMs) {
    private static final Logger LOG = LoggerFactory.getLogger(Banner.class);

    /** Says it where the log is said: as lines for people, or as one event where machines read. */
    void tell(boolean asEvent, PrintStream out) {
        if (asEvent) {
            LOG.info(
                    "up chat={} ops={} answers=\"{}\" data=\"{}\" startMs={}",
                    chatUrl,
                    opsUrl,
                    answering(),
                    data,
                    startedMs);
        } else {
            print(out);
        }
    }

    private void print(PrintStream out) {
        out.println();
        out.println("  Verbatim is up (" + startedMs + " ms)");
        out.println();
        out.println("  chat     " + chatUrl);
        out.println("  ops      " + opsUrl + "/health/ready   " + opsUrl + "/metrics");
        out.println("  answers  " + answering());
        out.println("  data     " + data);
        out.println();
        out.flush();
    }

    private String answering() {
        Optional<ProviderEntry> first =
                catalogue.providers().stream().filter(DemoProvider::canAnswer).findFirst();
        if (first.isEmpty()) {
            return "nobody: set OPENAI_API_KEY or ANTHROPIC_API_KEY";
        }
        ProviderEntry provider = first.get();
        String who = provider.name() + ", model " + provider.defaultModel();
        return DemoProvider.NAME.equals(provider.name())
                ? who + " (no model behind it: set OPENAI_API_KEY or ANTHROPIC_API_KEY for a real one)"
                : who;
    }
}

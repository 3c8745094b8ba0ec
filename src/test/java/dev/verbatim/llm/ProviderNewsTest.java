package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ProviderChanged;
import dev.verbatim.contract.Topics;
import dev.verbatim.llm.provider.ProviderState;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProviderNewsTest {
    @Test
    void tellsEveryStandingButNotThatSomebodyTries() throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        MessageBus bus = MessageBus.over(vertx);
        BlockingQueue<ProviderChanged> heard = new LinkedBlockingQueue<>();
        bus.consume(Topics.PROVIDERS, heard::add);
        ProviderNews news = new ProviderNews(bus);

        for (ProviderState state : List.of(
                ProviderState.RESTING,
                ProviderState.PROBING,
                ProviderState.USABLE,
                ProviderState.LIMITED,
                ProviderState.OUT,
                ProviderState.RETIRED)) {
            news.onProviderState("cage", 2, state);
        }

        for (String state : List.of("open", "up", "limited", "out", "retired")) {
            ProviderChanged changed = heard.poll(Bench.PATIENCE_S, TimeUnit.SECONDS);
            assertThat(changed)
                    .extracting(ProviderChanged::provider, ProviderChanged::key, ProviderChanged::state)
                    .containsExactly("cage", 2, state);
        }
        Bench.await(vertx.close());
    }
}

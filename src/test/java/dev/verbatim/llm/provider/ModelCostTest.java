package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.Price;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import org.junit.jupiter.api.Test;

class ModelCostTest {
    /** 1.25 and 10 USD per million tokens, cached 0.125, written to the cache 1.5625. */
    private static final Price PRICE = new Price(1_250_000, 10_000_000, 125_000, 1_562_500, "2026-01-01");

    private static final ModelLimits PRICED = new ModelLimits(1, 1, PRICE);

    @Test
    void tokensTimesPriceIsExact() {
        Usage usage = new Usage(UsageSource.PROVIDER, 1_000, 10, 600, 300, 5);

        assertThat(PRICED.costPicoUsd(usage))
                .isEqualTo(100 * 1_250_000L + 600 * 125_000L + 300 * 1_562_500L + 10 * 10_000_000L);
    }

    @Test
    void aMillionTokensCostTheListPrice() {
        Usage usage = new Usage(UsageSource.ESTIMATED, 1_000_000, 0, 0, 0, 0);

        assertThat(PRICED.costPicoUsd(usage)).isEqualTo(1_250_000_000_000L);
    }

    @Test
    void nothingIsFreeBecauseItIsUnknown() {
        assertThat(PRICED.costPicoUsd(Usage.UNKNOWN)).isNull();
        assertThat(new ModelLimits(1, 1, null).costPicoUsd(Usage.estimated(1, 1)))
                .isNull();
        assertThat(PRICED.costPicoUsd(Usage.estimated(0, 0))).isZero();
    }

    @Test
    void countsBeyondAnyBillAreUnknownRatherThanWrong() {
        assertThat(PRICED.costPicoUsd(Usage.estimated(Long.MAX_VALUE / 2, 1))).isNull();
        assertThat(PRICED.costPicoUsd(new Usage(UsageSource.PROVIDER, 1, 0, Long.MAX_VALUE, Long.MAX_VALUE, 0)))
                .isNull();
    }

    @Test
    void aCacheThatClaimsMoreThanThePromptCostsNoNegativeMoney() {
        Usage usage = new Usage(UsageSource.PROVIDER, 10, 0, 20, 0, 0);

        assertThat(PRICED.costPicoUsd(usage)).isEqualTo(20 * 125_000L);
    }

    @Test
    void aRequestWithALongPromptCostsTheLongPriceWhole() {
        Price longer = new Price(2, 20, 1, 3, "2026-01-01");
        ModelLimits tiered = new ModelLimits(1, 1, new Price(1, 10, 1, 1, "2026-01-01", new Price.Longer(100, longer)));

        assertThat(tiered.costPicoUsd(Usage.estimated(100, 1))).isEqualTo(110);
        assertThat(tiered.costPicoUsd(Usage.estimated(101, 1))).isEqualTo(222);
    }
}

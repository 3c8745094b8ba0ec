package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReadUsage;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageBy;
import dev.verbatim.contract.UsagePage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.contract.UsageSum;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /api/usage} on a storage that answers what the test says. */
@ExtendWith(VertxExtension.class)
class UsageTest {
    private final LinkedBlockingQueue<ReadUsage> asked = new LinkedBlockingQueue<>();
    private Http http;
    private Future<UsagePage> answer = Future.succeededFuture(new UsagePage(List.of(), null));

    @BeforeEach
    void start(Vertx vertx) {
        http = Http.of(ChatNode.start(vertx));
        Wait.on(MessageBus.over(vertx).serve(Topics.READ_USAGE, this::answer).ready());
    }

    private Future<UsagePage> answer(ReadUsage ask) {
        asked.add(ask);
        return answer;
    }

    @Test
    void withoutATokenNothingIsAsked() {
        Http.Answer without = http.get("/api/usage", Map.of());
        Http.Answer bad = http.get("/api/usage", Map.of("Authorization", "Bearer x.y.z"));

        assertThat(List.of(without.status(), bad.status())).containsOnly(401);
        assertThat(without.headers().get("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(without.headers().get("Content-Type")).isEqualTo("application/problem+json");
        assertThat(without.json().getString("code")).isEqualTo("unauthenticated");
        assertThat(asked).isEmpty();
    }

    @Test
    void aTokenWithoutTheScopeIsForbidden() {
        Http.Answer answer = get("", claims("anna").put("scope", "rooms:read"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(asked).isEmpty();
    }

    @Test
    void aPersonAsksForTheirOwnOfTheLastThirtyDays() {
        Http.Answer answer = get("", claims("anna"));

        assertThat(answer.status()).isEqualTo(200);
        ReadUsage ask = asked.remove();
        assertThat(ask.tenant()).isEqualTo("main");
        assertThat(ask.userId()).isEqualTo("anna");
        assertThat(ask.by()).isEqualTo(UsageBy.DAY);
        assertThat(Duration.between(ask.from(), ask.to())).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void somebodyElsesNeedsTheScopeOfTheOperator() {
        Http.Answer refused = get("?user=ben", claims("anna"));
        get("?user=ben", claims("root").put("scope", "usage:read admin"));
        get("", claims("root").put("scope", "usage:read admin").put("tenant", "other"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(asked)
                .extracting(ReadUsage::tenant, ReadUsage::userId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("main", "ben"),
                        org.assertj.core.groups.Tuple.tuple("other", null));
    }

    @Test
    void theQueryIsPassedOn() {
        get("?from=2026-11-01&to=2026-11-02T12:00:00Z&by=model&limit=7&after=abc", claims("anna"));

        assertThat(asked)
                .containsExactly(new ReadUsage(
                        "main",
                        "anna",
                        Instant.parse("2026-11-01T00:00:00Z"),
                        Instant.parse("2026-11-02T12:00:00Z"),
                        UsageBy.MODEL,
                        "abc",
                        7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "by=week",
                "limit=0",
                "limit=1001",
                "limit=many",
                "from=yesterday",
                "from=2026-13-01",
                "from=2026-11-02&to=2026-11-01",
                "from=2020-01-01&to=2026-01-01",
                "from=-999999999-01-01",
                "to=+999999999-12-31",
                "format=xml",
                "by=day&by=room",
                "since=2026-11-01"
            })
    void whatCannotBeAskedIsToldAndCostsNothing(String query) {
        Http.Answer answer = get("?" + query, claims("anna"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("code")).isEqualTo("bad_frame");
        assertThat(asked).isEmpty();
    }

    @Test
    void jsonHasCostsAsTextAndNullWhereThePriceIsUnknown() {
        answer = Future.succeededFuture(new UsagePage(List.of(sum("gpt", "0.000002", 0), sum("own", null, 2)), null));

        JsonObject json = get("?by=model", claims("anna")).json();

        assertThat(json.getString("currency")).isEqualTo("USD");
        assertThat(json.containsKey("next")).isTrue();
        assertThat(json.getJsonArray("rows").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("model", "gpt")
                        .put("provider", "openai")
                        .put("source", "provider")
                        .put("attempts", 2)
                        .put("inputTokens", 100)
                        .put("outputTokens", 20)
                        .put("cacheReadTokens", 1)
                        .put("cacheWriteTokens", 2)
                        .put("reasoningTokens", 3)
                        .put("cost", "0.000002")
                        .put("unpriced", 0));
        assertThat(json.getJsonArray("rows").getJsonObject(1).containsKey("cost"))
                .isTrue();
        assertThat(json.getJsonArray("rows").getJsonObject(1).getValue("cost")).isNull();
        assertThat(json.getJsonArray("rows").getJsonObject(1).getLong("unpriced"))
                .isEqualTo(2);
    }

    @Test
    void csvHasTheSameAndIsNoFormula() {
        answer = Future.succeededFuture(
                new UsagePage(List.of(sum("=1+2", "3", 0), sum("a,\"b\"", null, 2), sum("안녕", "0.5", 0)), null));
        String asCsv = "user,source,attempts,input_tokens,output_tokens,cache_read_tokens,cache_write_tokens,"
                + "reasoning_tokens,cost_usd,unpriced\r\n"
                + "'=1+2,provider,2,100,20,1,2,3,3,0\r\n"
                + "\"a,\"\"b\"\"\",provider,2,100,20,1,2,3,,2\r\n"
                + "안녕,provider,2,100,20,1,2,3,0.5,0\r\n";

        Http.Answer byFormat = get("?by=user&format=csv", claims("anna"));
        Http.Answer byAccept = http.get(
                "/api/usage?by=user",
                Map.of("Authorization", "Bearer " + ChatNode.token(claims("anna")), "Accept", "text/csv"));

        assertThat(byFormat.body()).isEqualTo(asCsv);
        assertThat(byAccept.body()).isEqualTo(asCsv);
        assertThat(byFormat.headers().get("Content-Type")).startsWith("text/csv; charset=utf-8");
    }

    @Test
    void theNextPageIsOfTheSameTime() {
        answer = Future.succeededFuture(new UsagePage(List.of(sum("u", "1", 0)), "place"));
        String admin = ChatNode.token(claims("root").put("scope", "usage:read admin"));

        Http.Answer first = http.get("/api/usage?by=user&user=a%26b", Map.of("Authorization", "Bearer " + admin));
        String next = first.headers().get("Link").replaceAll("^<(.*)>; rel=\"next\"$", "$1");
        http.get(next, Map.of("Authorization", "Bearer " + admin));

        assertThat(first.json().getString("next")).isEqualTo("place");
        ReadUsage one = asked.remove();
        assertThat(asked.remove())
                .isEqualTo(new ReadUsage("main", "a&b", one.from(), one.to(), UsageBy.USER, "place", one.limit()));
    }

    @Test
    void anOutageSaysWhenToComeBack() {
        answer = Future.failedFuture(new Failure(FailureCode.STORAGE_UNAVAILABLE, "The database is away.", 1500));

        Http.Answer answered = get("", claims("anna"));

        assertThat(answered.status()).isEqualTo(503);
        assertThat(answered.headers().get("Retry-After")).isEqualTo("2");
        assertThat(answered.json().getLong("retryAfterMs")).isEqualTo(1500);
    }

    private Http.Answer get(String query, JsonObject claims) {
        return http.get("/api/usage" + query, Map.of("Authorization", "Bearer " + ChatNode.token(claims)));
    }

    private static JsonObject claims(String userId) {
        return new JsonObject().put("sub", userId).put("exp", System.currentTimeMillis() / 1000 + 600);
    }

    private static UsageSum sum(String key, @Nullable String cost, long unpriced) {
        return new UsageSum(key, "openai", 2, new Usage(UsageSource.PROVIDER, 100, 20, 1, 2, 3), cost, unpriced);
    }
}

package dev.verbatim.chat.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Author;
import dev.verbatim.contract.Revocation;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevokedTokensTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Instant TOMORROW = NOON.plusSeconds(86_400);

    private static Revocation ofAda(long id, Instant at) {
        return new Revocation(id, "main", null, "ada", at, TOMORROW);
    }

    private static Identity issuedAt(Instant at) {
        TokenMark mark = new TokenMark(TokenMark.ofJti("1"), at.toEpochMilli(), TOMORROW.toEpochMilli());
        return new Identity("main", new Author("ada", "Ada"), Set.of(), null, mark);
    }

    @Test
    void anAnswerThatComesLateTakesNothingOfALaterOneAway() {
        RevokedTokens revoked = new RevokedTokens();
        revoked.add(ofAda(2, LATER));

        boolean news = revoked.add(ofAda(1, NOON));

        assertThat(news).isFalse();
        assertThat(revoked.covers(issuedAt(NOON.plusSeconds(30)))).isTrue();
        assertThat(revoked.covers(issuedAt(LATER.plusSeconds(1)))).isFalse();
    }
}

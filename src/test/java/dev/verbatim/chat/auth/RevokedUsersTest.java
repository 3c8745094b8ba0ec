package dev.verbatim.chat.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Author;
import dev.verbatim.contract.Revocation;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is not let in any more, by what storage remembers. */
class RevokedUsersTest {
    private static final Instant THEN = Instant.parse("2026-11-01T12:00:00Z");

    /** Of {@code anna}, by another program. */
    private static final String MARK = "sha256:55579b557896d0ce1764c47fed644f9b35f58bad620674af23f356d80ed0c503";

    private final RevokedTokens revoked = new RevokedTokens();

    private static Identity bearer(String tenant, String userId, @Nullable Long issuedAtMs) {
        TokenMark token = new TokenMark("jti:1", issuedAtMs, Long.MAX_VALUE);
        return new Identity(tenant, new Author(userId, userId), Set.of(), null, token);
    }

    private void takeBackAllOf(String user) {
        revoked.add(new Revocation(1, "main", null, user, THEN, THEN.plusSeconds(3600)));
    }

    @Test
    void allOfAUsersTokensUntilThenAreNoGoodAndLaterOnesAre() {
        takeBackAllOf("anna");

        assertThat(revoked.covers(bearer("main", "anna", THEN.toEpochMilli()))).isTrue();
        assertThat(revoked.covers(bearer("main", "anna", null))).isTrue();
        assertThat(revoked.covers(bearer("main", "anna", THEN.toEpochMilli() + 1)))
                .isFalse();
        assertThat(revoked.covers(bearer("main", "ben", null))).isFalse();
        assertThat(revoked.covers(bearer("other", "anna", null))).isFalse();
    }

    @Test
    void anErasedAccountIsKnownByItsMarkOnly() {
        takeBackAllOf(MARK);

        assertThat(revoked.covers(bearer("main", "anna", THEN.toEpochMilli()))).isTrue();
        assertThat(revoked.covers(bearer("main", "anna", THEN.toEpochMilli() + 1)))
                .isFalse();
        assertThat(revoked.covers(bearer("main", "ben", null))).isFalse();
        assertThat(revoked.covers(bearer("other", "anna", null))).isFalse();
    }
}

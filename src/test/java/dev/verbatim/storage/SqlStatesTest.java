package dev.verbatim.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"57P01", "57P02", "57P03", "53300", "53100", "25006", "08006", "28P01", "3D000", "42P01", "42883"
            })
    void serverThatCannotIsTriedAgainOnANewConnection(String state) {
        assertThat(SqlStates.troubleOf(answered(state))).isEqualTo(Trouble.LOST);
        assertThat(SqlStates.failureOf(answered(state)).code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "57014"})
    void contentionIsTriedAgain(String state) {
        assertThat(SqlStates.troubleOf(answered(state))).isEqualTo(Trouble.CONTENDED);
        assertThat(SqlStates.failureOf(answered(state)).code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
        assertThat(SqlStates.failureOf(answered(state)).retryAfterMs()).isPositive();
    }

    @Test
    void uniqueViolationIsADuplicate() {
        assertThat(SqlStates.troubleOf(answered("23505"))).isEqualTo(Trouble.DUPLICATE);
        assertThat(SqlStates.failureOf(answered("23505")).code()).isEqualTo(FailureCode.CONFLICT);
    }

    @Test
    void rowsThatCannotBeStoredArePermanent() {
        assertThat(SqlStates.troubleOf(answered("22021"))).isEqualTo(Trouble.PERMANENT);
        assertThat(SqlStates.failureOf(answered("22021")).code()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(SqlStates.failureOf(answered("23503")).code()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(SqlStates.failureOf(answered("23514")).code()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(SqlStates.failureOf(answered("22001")).code()).isEqualTo(FailureCode.TOO_LARGE);
        assertThat(SqlStates.failureOf(answered("54000")).code()).isEqualTo(FailureCode.TOO_LARGE);
        assertThat(SqlStates.failureOf(answered("42601")).code()).isEqualTo(FailureCode.INTERNAL);
    }

    @Test
    void connectionsThatAreGoneAreLost() {
        assertThat(SqlStates.troubleOf(ClosedConnectionException.INSTANCE)).isEqualTo(Trouble.LOST);
        assertThat(SqlStates.troubleOf(new ConnectException("refused"))).isEqualTo(Trouble.LOST);
        assertThat(SqlStates.troubleOf(new ClosedChannelException())).isEqualTo(Trouble.LOST);
        assertThat(SqlStates.troubleOf(new TimeoutException("silent"))).isEqualTo(Trouble.LOST);
        assertThat(SqlStates.troubleOf(VertxException.noStackTrace("Connection is not active now")))
                .isEqualTo(Trouble.LOST);
    }

    @Test
    void ownMistakesArePermanentAndKeepTheirDetailsToTheLog() {
        IllegalStateException mistake = new IllegalStateException("secret");

        assertThat(SqlStates.troubleOf(mistake)).isEqualTo(Trouble.PERMANENT);
        assertThat(SqlStates.failureOf(mistake).code()).isEqualTo(FailureCode.INTERNAL);
        assertThat(SqlStates.failureOf(mistake).text()).doesNotContain("secret");
    }

    @Test
    void expectedFailuresPassThrough() {
        Failure failure = new Failure(FailureCode.NOT_FOUND, "There is no such room.");

        assertThat(SqlStates.troubleOf(failure)).isEqualTo(Trouble.PERMANENT);
        assertThat(SqlStates.failureOf(failure)).isSameAs(failure);
    }

    private static PgException answered(String state) {
        return new PgException("said so", "ERROR", state, null);
    }
}

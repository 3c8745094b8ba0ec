package dev.verbatim.chat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.LogCapture;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditLogTest {
    private final AtomicLong nowMs = new AtomicLong(1_000_000);
    private final AuditLog audit = new AuditLog(nowMs::get);
    private LogCapture log;

    @BeforeEach
    void listen() {
        log = LogCapture.open();
    }

    @AfterEach
    void close() {
        log.close();
    }

    private List<String> lines() {
        return log.lines().stream().map(String::strip).toList();
    }

    @Test
    void anEventIsOneLineOfKeysAndQuotedValues() {
        audit.record(AuditEvent.SCOPE_REFUSED, "10.0.0.1:5000", "main", "ada", "admin");

        assertThat(lines())
                .containsExactly(
                        "event=scope_refused address=\"10.0.0.1:5000\" tenant=\"main\" user=\"ada\" rule=\"admin\"");
    }

    @Test
    void whatAnOperatorDoesIsNeverLeftOut() {
        for (int i = 0; i < 300; i++) {
            audit.record(AuditEvent.MESSAGE_REMOVED, new Actor("10.0.0.1", "main", "op", "den", true), "m-" + i);
            audit.record(AuditEvent.MEMBER_SET, new Actor("10.0.0.1", "main", "ada", "den", false), "m-" + i);
        }

        assertThat(lines().stream().filter(line -> line.startsWith("event=message_removed")))
                .hasSize(300)
                .endsWith(
                        "event=message_removed address=\"10.0.0.1\" tenant=\"main\" user=\"op\" room=\"den\" rule=\"m-299\"");
        assertThat(lines().stream().filter(line -> line.startsWith("event=member_set")))
                .hasSize(100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ada" rule="none      | "ada\\" rule=\\"none"
            a\\b                 | "a\\\\b"
            ${jndi:ldap://x/y}   | "${jndi:ldap://x/y}"
            김 민수              | "김 민수"
            """)
    void aValueStaysWithinItsQuotes(String value, String quoted) {
        assertThat(AuditLog.quoted(value)).isEqualTo(quoted);
    }

    @Test
    void whatCannotBeSeenIsEscaped() {
        assertThat(AuditLog.quoted("a\r\nb\u001b[2Jc\u2028d\u202ee\u009bf\0"))
                .isEqualTo("\"a\\u000d\\u000ab\\u001b[2Jc\\u2028d\\u202ee\\u009bf\\u0000\"");
        assertThat(AuditLog.quoted("\ud83d")).isEqualTo("\"\\ud83d\"");
    }

    @Test
    void aLongValueIsCut() {
        assertThat(AuditLog.quoted("x".repeat(100_000))).hasSizeLessThan(300);
    }

    @Test
    void aFloodOfOneKindIsBoundedAndLeavesTheOthersTheirLines() {
        for (int i = 0; i < 100_000; i++) {
            audit.record(AuditEvent.TOKEN_REFUSED, "10.0.0.1", "signature");
            nowMs.addAndGet(i % 100 == 0 ? 1 : 0);
        }
        audit.record(AuditEvent.TOKENS_REVOKED, "10.0.0.2", "main", "op", "user ada");

        assertThat(lines()).hasSizeBetween(101, 110);
        assertThat(lines().get(lines().size() - 1)).contains("event=tokens_revoked");
    }

    @Test
    void howManyWereLeftOutIsSaidOnceInAWhile() {
        for (int i = 0; i < 150; i++) {
            audit.record(AuditEvent.ORIGIN_REFUSED, "10.0.0.1", "https://evil.example");
        }
        audit.tick();
        nowMs.addAndGet(10_000);
        audit.tick();
        audit.tick();

        assertThat(lines()).hasSize(101).endsWith("event=origin_refused leftOut=50");
    }
}

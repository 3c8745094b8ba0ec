package dev.verbatim.chat.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.ChatSettings;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private final FrameReader reader = new FrameReader(new ChatSettings(1, 1000, 100, 5, 1, 1, 1, 1, 1, 1, 1));

    private static FailureCode codeOf(Received received) {
        Failure refused = received.refused();
        return refused == null ? FailureCode.INTERNAL : refused.code();
    }

    @Test
    void readsEachEvent() {
        UUID id = UUID.randomUUID();

        assertThat(reader.read("{\"event\":\"auth\",\"data\":{\"token\":\"t\"}}")
                        .frame())
                .isEqualTo(new ClientFrame.Auth("t"));
        assertThat(reader.read("{\"event\":\"join\",\"data\":{\"roomId\":\"r\",\"since\":1,\"rev\":2}}")
                        .frame())
                .isEqualTo(new ClientFrame.Join("r", 1L, 2L));
        assertThat(reader.read("{\"data\":{\"roomId\":\"r\",\"since\":null},\"event\":\"join\"}")
                        .frame())
                .isEqualTo(new ClientFrame.Join("r", null, null));
        assertThat(reader.read("{\"event\":\"leave\",\"data\":{\"roomId\":\"r\"}}")
                        .frame())
                .isEqualTo(new ClientFrame.Leave("r"));
        assertThat(reader.read("{\"event\":\"send\",\"data\":{\"roomId\":\"r\",\"text\":\"t\",\"reply\":false}}")
                        .frame())
                .isEqualTo(new ClientFrame.Send("r", "t", null, null, false));
        assertThat(reader.read("{\"event\":\"stop\",\"data\":{\"roomId\":\"r\",\"messageId\":\"" + id + "\"}}")
                        .frame())
                .isEqualTo(new ClientFrame.Stop("r", id));
        assertThat(reader.read("{\"event\":\"history\",\"data\":{\"roomId\":\"r\",\"before\":9,\"limit\":200}}")
                        .frame())
                .isEqualTo(new ClientFrame.History("r", 9, 200));
        assertThat(reader.read("{\"event\":\"ping\"}").frame()).isEqualTo(new ClientFrame.Ping());
        assertThat(reader.read("{\"event\":\"logout\",\"data\":null}").frame()).isEqualTo(new ClientFrame.Logout());
    }

    @Test
    void whatIsAboveTheLimitKeepsItsRef() {
        String within = "{\"ref\":2,\"event\":\"ping\",\"x\":\"" + "y".repeat(969) + "\"}";

        assertThat(within).hasSize(1000);
        assertThat(reader.read(within).frame()).isEqualTo(new ClientFrame.Ping());
        Received above = reader.read(within.replace("yy", "yé"));
        assertThat(codeOf(above)).isEqualTo(FailureCode.TOO_LARGE);
        assertThat(above.ref()).isEqualTo("2");
        assertThat(codeOf(reader.read("x".repeat(1001)))).isEqualTo(FailureCode.TOO_LARGE);
    }

    @Test
    void neverThrowsWhereverAFrameIsCut() {
        String frame =
                "{\"event\":\"send\",\"ref\":[1,{\"a\":\"b\"}],\"data\":{\"roomId\":\"r\",\"text\":\"\\uD83D\\n\",\"x\":-1.5e3}}";

        for (int end = 0; end < frame.length(); end++) {
            assertThat(codeOf(reader.read(frame.substring(0, end)))).isEqualTo(FailureCode.BAD_FRAME);
        }
        assertThat(reader.read(frame).frame()).isEqualTo(new ClientFrame.Send("r", "\uD83D\n", null, null, true));
    }

    @Test
    void depthAndNumbersAreBounded() {
        assertThat(reader.read("{\"event\":\"ping\",\"x\":[[[[1]]]]}").frame()).isEqualTo(new ClientFrame.Ping());
        assertThat(codeOf(reader.read("{\"event\":\"ping\",\"x\":[[[[[1]]]]]}")))
                .isEqualTo(FailureCode.BAD_FRAME);
        assertThat(codeOf(reader.read("{\"event\":\"ping\",\"x\":" + "1".repeat(65) + "}")))
                .isEqualTo(FailureCode.BAD_FRAME);
    }

    @Test
    void aRefIsBounded() {
        String longRef = "{\"event\":\"ping\",\"ref\":\"" + "r".repeat(300) + "\"}";

        assertThat(codeOf(reader.read(longRef))).isEqualTo(FailureCode.BAD_FRAME);
        assertThat(reader.read(longRef).ref()).isNull();
    }

    /** What a transport would not even deliver by default, should an operator allow it. */
    private final FrameReader patient =
            new FrameReader(new ChatSettings(1, 1 << 26, 1 << 22, 1000, 1, 1, 1, 1, 1, 1, 1));

    private static String ping(String field, String value) {
        return "{\"event\":\"ping\",\"" + field + "\":" + value + "}";
    }

    @Test
    void aHundredThousandLevelsAreTooDeepWhereverTheyAre() {
        for (String field : List.of("ref", "data", "event", "x")) {
            for (String open : List.of("[", "{\"a\":")) {
                String deep = open.repeat(100_000);

                assertThat(codeOf(patient.read(ping(field, deep)))).isEqualTo(FailureCode.BAD_FRAME);
                assertThat(codeOf(patient.read(ping("data", "{\"text\":" + deep))))
                        .isEqualTo(FailureCode.BAD_FRAME);
            }
        }
        assertThat(codeOf(patient.read("[".repeat(100_000)))).isEqualTo(FailureCode.BAD_FRAME);
    }

    @Test
    void aMillionKeysAreReadOrRefused() {
        StringBuilder keys = new StringBuilder("{");
        for (int i = 0; i < 1_000_000; i++) {
            keys.append('"').append(i).append("\":1,");
        }
        keys.append("\"roomId\":\"r\"}");

        assertThat(patient.read("{\"event\":\"leave\",\"data\":" + keys + "}").frame())
                .isEqualTo(new ClientFrame.Leave("r"));
        assertThat(codeOf(patient.read("{\"event\":\"ping\",\"ref\":" + keys + "}")))
                .isEqualTo(FailureCode.BAD_FRAME);
        assertThat(codeOf(reader.read("{\"event\":\"leave\",\"data\":" + keys + "}")))
                .isEqualTo(FailureCode.TOO_LARGE);
    }

    @Test
    void aNameMayBeThereOnceWhereverItIs() {
        assertThat(codeOf(reader.read("{\"event\":\"ping\",\"event\":\"logout\"}")))
                .isEqualTo(FailureCode.BAD_FRAME);
        assertThat(codeOf(reader.read(ping("data", "{\"a\":1,\"a\":1}")))).isEqualTo(FailureCode.BAD_FRAME);
        assertThat(codeOf(reader.read(ping("ref", "{\"a\":1,\"a\":1}")))).isEqualTo(FailureCode.BAD_FRAME);
        assertThat(codeOf(reader.read(ping("x", "[{\"a\":1,\"a\":1}]")))).isEqualTo(FailureCode.BAD_FRAME);
    }

    @Test
    void numbersBeyondAllBoundsAreNoNumbers() {
        for (String number : List.of(
                "1e400",
                "-1e400",
                "1e-400",
                "1e999999999",
                "9223372036854775808",
                "1".repeat(64),
                "0.5",
                "-1",
                "NaN",
                "Infinity",
                "+1",
                "01",
                "0x10",
                "1e",
                "--1")) {
            String join = "{\"event\":\"join\",\"data\":{\"roomId\":\"r\",\"since\":" + number + "}}";

            assertThat(codeOf(reader.read(join))).as(number).isEqualTo(FailureCode.BAD_FRAME);
        }
        assertThat(codeOf(patient.read(ping("x", "1".repeat(1_000_000))))).isEqualTo(FailureCode.BAD_FRAME);
        assertThat(codeOf(patient.read(ping("x", "1e" + "9".repeat(1_000_000)))))
                .isEqualTo(FailureCode.BAD_FRAME);
        assertThat(reader.read(ping("ref", "1e400")).ref()).isEqualToIgnoringCase("1e+400");
        assertThat(reader.read(ping("ref", "1e999999999")).ref()).isEqualToIgnoringCase("1e+999999999");
    }

    @Test
    void namesThatMeanSomethingElsewhereMeanNothingHere() {
        assertThat(codeOf(reader.read("{\"event\":\"leave\",\"__proto__\":{\"data\":{\"roomId\":\"r\"}}}")))
                .isEqualTo(FailureCode.BAD_FRAME);
        assertThat(codeOf(reader.read("{\"event\":\"leave\",\"data\":{\"__proto__\":{\"roomId\":\"r\"}}}")))
                .isEqualTo(FailureCode.BAD_FRAME);
        assertThat(codeOf(reader.read("{\"event\":\"constructor\"}"))).isEqualTo(FailureCode.UNKNOWN_EVENT);
        assertThat(reader.read("{\"event\":\"ping\",\"ref\":{\"__proto__\":1,\"@class\":\"java.lang.Runtime\"}}")
                        .ref())
                .isEqualTo("{\"__proto__\":1,\"@class\":\"java.lang.Runtime\"}");
    }

    @Test
    void aBareControlCharacterIsNoJson() {
        for (char c = 0; c < ' '; c++) {
            assertThat(codeOf(reader.read(ping("x", "\"a" + c + "b\""))))
                    .as("%d", (int) c)
                    .isEqualTo(FailureCode.BAD_FRAME);
        }
        assertThat(codeOf(reader.read("\0"))).isEqualTo(FailureCode.BAD_FRAME);
        assertThat(codeOf(reader.read("\uFEFF{\"event\":\"ping\"}"))).isEqualTo(FailureCode.BAD_FRAME);
    }
}

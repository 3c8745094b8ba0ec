package dev.verbatim.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of what outsiders may consume is a promise: each golden file is what an older or newer node must be able to read. */
class RecordCodecTest {
    private static final Path GOLDEN = Path.of("src/test/resources/contract");
    private static final RoomKey ROOM = new RoomKey("main", "lobby");
    private static final UUID QUESTION = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final UUID ANSWER = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8058");
    private static final Instant TS = Instant.parse("2026-11-22T10:00:00.123Z");
    private static final Usage USAGE = new Usage(UsageSource.PROVIDER, 12, 34, 1, 2, 3);
    private static final OpenReply OPEN =
            new OpenReply(ANSWER, 2, QUESTION, ReplyState.PENDING, null, 0, 0, null, null, 0);
    private static final List<ToolCall> CALLS = List.of(new ToolCall("call-1", "add", "{\"x\":1}"));
    private static final AttemptResult RESULT =
            new AttemptResult(AttemptOutcome.COMPLETE, null, USAGE, 4200L, 250L, 1900L, "req-1", CALLS);

    static Stream<Arguments> facts() {
        FailureCode code = FailureCode.PROVIDER_QUOTA;
        return Stream.of(
                Arguments.of("MessagePosted", new MessagePosted(ROOM, 1, question(), OPEN)),
                Arguments.of(
                        "ReplyStarted",
                        new ReplyStarted(
                                ROOM, 2, ANSWER, 2, QUESTION, "verbatim.llm.n.0", 1, 1, "gpt", "openai", 40, true)),
                Arguments.of(
                        "ReplyEnded",
                        new ReplyEnded(ROOM, 3, answer(), 1, 1, "stop", null, null, null, 2500, CALLS, OPEN)),
                Arguments.of(
                        "ReplyEnded-failed",
                        new ReplyEnded(ROOM, 3, failed(code), 1, 1, null, null, code, "No money.", 0, null)),
                Arguments.of("UsageRecorded", new UsageRecorded(ROOM, "u1", ANSWER, 1, "openai", "gpt", RESULT)),
                Arguments.of("MessageChanged", new MessageChanged(ROOM, 6, tombstone())),
                Arguments.of("MessageChanged-edited", new MessageChanged(ROOM, 7, edited())),
                Arguments.of("MessageChanged-replaced", new MessageChanged(ROOM, 8, replaced(), OPEN)),
                Arguments.of("RoomChanged", new RoomChanged(ROOM, 4, details(), false, "u1")),
                Arguments.of(
                        "RoomChanged-removed", new RoomChanged(ROOM, 9, details(), true, "u1", List.of("u1", "u2"))),
                Arguments.of(
                        "MemberChanged",
                        new MemberChanged(ROOM, 5, new Member("u2", "Ben", MemberRole.VIEWER), true, false, null)),
                Arguments.of("ToolCallDelta", new ToolCallDelta(ROOM, ANSWER, 1, 2, 0, "call-1", "add", 5, "1}")),
                Arguments.of("ProviderChanged", new ProviderChanged("openai", 2, "open", "5 failures in a row")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("facts")
    void everyFactHasTheJsonOfItsGoldenFile(String name, Record fact) throws IOException {
        JsonObject golden = new JsonObject(Files.readString(GOLDEN.resolve(name + ".json")));

        assertThat(RecordJson.encode(fact)).isEqualTo(golden);
        assertThat(RecordJson.decode(golden, fact.getClass())).isEqualTo(fact);
    }

    @Test
    void unknownFieldsAndValuesAreIgnored() {
        JsonObject json = RecordJson.encode(OPEN).put("flavour", "sweet").put("state", "dreaming");

        OpenReply decoded = RecordJson.decode(json, OpenReply.class);

        assertThat(decoded.replyId()).isEqualTo(ANSWER);
        assertThat(decoded.state()).isNull();
    }

    @Test
    void nestedListsSurviveTheWire() {
        TextChunk chunk = new TextChunk(DeltaKind.REASONING, 7, "hm… 🤔");
        HeldReply silent = new HeldReply(ROOM, ANSWER, 1, 1, List.of(chunk));
        AttemptSoFar soFar = new AttemptSoFar(Usage.estimated(7, 1), List.of(new ToolCall("c", "clock", "{}")));
        HeldReply grown = new HeldReply(ROOM, ANSWER, 1, 2, List.of(), soFar);
        Heartbeat beat = new Heartbeat("o", List.of(silent, grown), 3, true);

        assertThat(RecordJson.decode(RecordJson.encode(beat), Heartbeat.class)).isEqualTo(beat);
    }

    @Test
    void optionsOfALaterVersionAreReadAsTheDefault() {
        RoomOptions options = RoomOptions.DEFAULT.withSystemPrompt("Be brief.");
        JsonObject json = RecordJson.encode(options).put("temperature", 1).put("turns", "parallel");

        RoomOptions decoded = RecordJson.decode(json, RoomOptions.class);

        assertThat(RecordJson.decode(RecordJson.encode(options), RoomOptions.class))
                .isEqualTo(options);
        assertThat(decoded.turns()).isEqualTo(TurnPolicy.QUEUE);
        assertThat(decoded.temperature()).isEqualTo(1.0);
    }

    @Test
    void whoLooksAndWhoHasReadSurviveTheWire() {
        Crowd two = new Crowd(2, List.of(new Person("u1", "Ada"), new Person("u2", "Ben")));
        RoomPresence many = new RoomPresence(ROOM, new Crowd(1_000, List.of()), true);
        PresenceReport report = new PresenceReport("c", 7, List.of(new RoomPresence(ROOM, two, false), many));
        MarksMoved moved = new MarksMoved(List.of(new ReadMark(ROOM, "u1", 4)));

        assertThat(RecordJson.decode(RecordJson.encode(report), PresenceReport.class))
                .isEqualTo(report);
        assertThat(RecordJson.decode(RecordJson.encode(moved), MarksMoved.class))
                .isEqualTo(moved);
    }

    @Test
    void readingsSurviveTheWire() {
        Reading waited = Reading.total("verbatim.storage.wait.seconds", 0.25).of("lane", "end");
        InstanceReport report = new InstanceReport("verbatim.storage.0", List.of(waited));

        assertThat(RecordJson.decode(RecordJson.encode(report), InstanceReport.class))
                .isEqualTo(report);
    }

    @Test
    void failureCodesKeepTheirNumbers() {
        assertThat(Stream.of(FailureCode.values()).map(FailureCode::number)).doesNotHaveDuplicates();
        assertThat(FailureCode.ofNumber(FailureCode.STREAM_CUT.number())).isEqualTo(FailureCode.STREAM_CUT);
        assertThat(FailureCode.ofNumber(9_999)).isEqualTo(FailureCode.INTERNAL);
    }

    @Test
    void aFailureCodeOfALaterVersionIsInternal() {
        assertThat(Stream.of(FailureCode.values()).map(code -> FailureCode.ofWire(code.wire())))
                .containsExactly(FailureCode.values());
        assertThat(FailureCode.ofWire("provider_asleep")).isEqualTo(FailureCode.INTERNAL);
    }

    private static RoomDetails details() {
        RoomOptions options = new RoomOptions(
                "Be brief.",
                List.of("gpt", "claude"),
                300,
                0.5,
                OnEmpty.CANCEL,
                OnCut.INTERRUPT,
                PromptStrategy.SUMMARY,
                TurnPolicy.QUEUE);
        return new RoomDetails("The club", Visibility.PRIVATE, options);
    }

    private static ChatMessage tombstone() {
        return new ChatMessage(
                QUESTION,
                1,
                6,
                1,
                Role.USER,
                "u1",
                "Ada",
                "",
                TS,
                EndStatus.COMPLETE,
                null,
                null,
                null,
                "c1",
                null,
                null,
                null,
                null,
                null,
                "",
                "",
                TS,
                null,
                null,
                null);
    }

    private static ChatMessage edited() {
        return new ChatMessage(
                QUESTION,
                1,
                7,
                1,
                Role.USER,
                "u1",
                "Ada",
                "Hello again",
                TS,
                EndStatus.COMPLETE,
                null,
                null,
                null,
                "c1",
                null,
                null,
                null,
                null,
                null,
                "",
                "",
                null,
                TS,
                null,
                null);
    }

    private static ChatMessage replaced() {
        return new ChatMessage(
                QUESTION,
                2,
                8,
                1,
                Role.ASSISTANT,
                null,
                null,
                "",
                TS,
                EndStatus.COMPLETE,
                EndReason.STOP,
                null,
                null,
                null,
                QUESTION,
                "gpt",
                "openai",
                null,
                null,
                "",
                "",
                TS,
                null,
                ANSWER,
                new Superseded("backup", "gpt", 4));
    }

    private static ChatMessage question() {
        return new ChatMessage(
                QUESTION,
                1,
                1,
                1,
                Role.USER,
                "u1",
                "Ada",
                "Hello \"there\"\n안녕",
                TS,
                EndStatus.COMPLETE,
                null,
                null,
                null,
                "c1",
                null,
                null,
                null,
                null,
                null,
                "",
                "");
    }

    private static ChatMessage answer() {
        return new ChatMessage(
                ANSWER,
                2,
                3,
                1,
                Role.ASSISTANT,
                null,
                null,
                "Hi.",
                TS,
                EndStatus.COMPLETE,
                EndReason.STOP,
                null,
                null,
                null,
                QUESTION,
                "gpt",
                "openai",
                USAGE,
                4200L,
                "thinking",
                "");
    }

    private static ChatMessage failed(FailureCode code) {
        return new ChatMessage(
                ANSWER,
                2,
                3,
                1,
                Role.ASSISTANT,
                null,
                null,
                "Hi",
                TS,
                EndStatus.FAILED,
                null,
                code,
                "No money.",
                null,
                QUESTION,
                "gpt",
                "openai",
                null,
                null,
                "",
                "");
    }
}

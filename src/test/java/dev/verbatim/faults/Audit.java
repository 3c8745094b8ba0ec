package dev.verbatim.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.Canary;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.ProviderAttempt;
import dev.verbatim.testing.Tables;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Compares a room's rows with what its people saw and with what the provider was asked. */
final class Audit {
    private final Tables tables;
    private final String roomId;

    Audit(Tables tables, String roomId) {
        this.tables = tables;
        this.roomId = roomId;
    }

    /** Everything that must hold once nothing is open any more. */
    void settled(List<ProviderAttempt> requests) {
        messagesAreNumberedWithoutGap();
        everyReplyEndedOnce();
        noClientIdTwice();
        everyRequestHasItsRow(requests);
        everyAttemptIsClosed();
    }

    /** The replies of the room, oldest first. */
    List<JsonObject> replies() {
        return tables.rows(
                "select reply_id, reply_to, state, epoch, attempt, takeovers, seq from replies where room_id = ? order by seq",
                roomId);
    }

    private void messagesAreNumberedWithoutGap() {
        List<Long> seqs = tables.rows("select seq from messages where room_id = ? order by seq", roomId).stream()
                .map(row -> row.getLong("seq"))
                .toList();
        long last = tables.number("select seq from rooms where room_id = ?", roomId);
        assertThat(seqs)
                .as("seq of " + roomId)
                .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
    }

    private void everyReplyEndedOnce() {
        List<JsonObject> open = replies().stream()
                .filter(reply -> !"ended".equals(reply.getString("state")))
                .toList();
        assertThat(open).as("open in " + roomId).isEmpty();
        long answers = tables.number("select count(*) from messages where role = 'assistant' and room_id = ?", roomId);
        assertThat(answers).isEqualTo(replies().size());
        assertThat(replies().stream().map(reply -> reply.getString("reply_to")))
                .as("one reply per message")
                .doesNotHaveDuplicates();
    }

    private void noClientIdTwice() {
        assertThat(tables.rows(
                        "select client_id from messages where room_id = ? and client_id is not null group by user_id,"
                                + " client_id having count(*) > 1",
                        roomId))
                .isEmpty();
    }

    /** No request without its row; a row without its request only where the owner was lost or knew that nothing was sent. */
    void everyRequestHasItsRow(List<ProviderAttempt> requests) {
        Map<String, Long> asked =
                requests.stream().collect(Collectors.groupingBy(Audit::lastWords, Collectors.counting()));
        List<JsonObject> rows = tables.rows(
                "select m.text, count(*) as all_rows, count(*) filter (where t.outcome not in ('not_sent', 'abandoned',"
                        + " 'running')) as surely_sent, count(*) filter (where t.outcome <> 'not_sent') as maybe_sent"
                        + " from attempts t join replies p on p.tenant = t.tenant and p.reply_id = t.reply_id join"
                        + " messages m on m.tenant = p.tenant and m.message_id = p.reply_to where p.room_id = ? group by"
                        + " m.text",
                roomId);
        for (JsonObject row : rows) {
            long requested = asked.getOrDefault(row.getString("text"), 0L);
            assertThat(requested)
                    .as("requests of " + row.encode())
                    .isBetween(row.getLong("surely_sent"), row.getLong("maybe_sent"));
        }
        List<String> known = rows.stream().map(row -> row.getString("text")).toList();
        assertThat(asked.keySet().stream().filter(words -> words.startsWith(Canary.WORD + " " + roomId + " ")))
                .as("requests without any row")
                .allMatch(known::contains);
    }

    private void everyAttemptIsClosed() {
        assertThat(tables.rows(
                        "select t.* from attempts t join replies p on p.reply_id = t.reply_id where p.room_id = ? and"
                                + " (t.outcome = 'running' or t.attempt > p.attempt)",
                        roomId))
                .isEmpty();
        long usage = tables.number(
                "select count(*) from attempts t join replies p on p.reply_id = t.reply_id where p.room_id = ? and"
                        + " t.outcome = 'complete' and (t.usage_source <> 'provider' or t.input_tokens <> ?)",
                roomId,
                FaultyProvider.INPUT_TOKENS);
        assertThat(usage)
                .as("complete attempts whose usage is not the provider's")
                .isZero();
    }

    /** What somebody was told is durable is there, and what they saw is what is stored. */
    void agreesWith(Person person) {
        Map<String, JsonObject> stored = tables
                .rows("select message_id, seq, text, status, client_id from messages where room_id = ?", roomId)
                .stream()
                .collect(Collectors.toMap(row -> row.getString("message_id"), row -> row));
        person.said.forEach((clientId, said) -> acknowledgedIsStored(stored, clientId, said));
        person.seen.lines().values().forEach(line -> {
            JsonObject row = stored.get(line.id);
            assertThat(row).as("stored: " + line).isNotNull();
            assertThat(line.status).as("status of " + line).isEqualTo(row.getString("status"));
            assertThat(line.text.toString()).as("text of " + line).isEqualTo(row.getString("text"));
        });
        assertThat(person.seen.lines().keySet()).as("seen by a viewer").isEqualTo(stored.keySet());
    }

    private static void acknowledgedIsStored(Map<String, JsonObject> stored, String clientId, Person.Said said) {
        JsonObject sent = said.sent();
        assertThat(sent).as("acknowledged " + clientId).isNotNull();
        JsonObject row = stored.get(sent.getString("messageId"));
        assertThat(row).as("acknowledged is stored: " + sent.encode()).isNotNull();
        assertThat(row.getString("text")).isEqualTo(said.text());
        assertThat(row.getLong("seq")).isEqualTo(sent.getLong("seq"));
        assertThat(stored).containsKey(sent.getString("replyId"));
    }

    /** What a snapshot brought is what the room went through after a change, no more and no less. */
    void broughtExactlyWhatWasMissed(JsonObject joined, long since) {
        List<String> missed = tables
                .rows(
                        "select message_id from messages where room_id = ? and rev > ? and rev <= ? order by seq",
                        roomId,
                        since,
                        joined.getLong("rev"))
                .stream()
                .map(row -> row.getString("message_id"))
                .toList();
        List<String> brought = joined.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("messageId"))
                .toList();
        assertThat(joined.getBoolean("recovered")).isTrue();
        assertThat(brought).as("missed since rev " + since).containsExactlyElementsOf(missed);
    }

    /** The new words of a request, without the speaker's name that may stand before them. */
    private static String lastWords(ProviderAttempt request) {
        JsonArray messages = request.body().getJsonArray("messages");
        String content = messages.getJsonObject(messages.size() - 1).getString("content");
        return content.substring(content.indexOf(Canary.WORD));
    }
}

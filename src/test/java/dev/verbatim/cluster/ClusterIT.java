package dev.verbatim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.Canary;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.GatewayProcess;
import dev.verbatim.testing.Tables;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways and a service that only listens, three processes on one bus and one Postgres. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {
    private static final String SECRET = Canary.SECRET;
    private static final String NAME = "cluster-it";
    private static final String ROOM = "plaza";

    private final String database = TestPostgres.freshDatabase();
    private final Tables tables = new Tables(database);
    private final int onePort = freePort();
    private final int otherPort = freePort();
    private GatewayProcess one;
    private GatewayProcess other;

    @BeforeAll
    void start() {
        one = start(onePort);
        one.chat();
        other = start(otherPort);
        other.chat();
    }

    @AfterAll
    void stop() {
        one.close();
        other.close();
    }

    @Test
    void aChatOnOneNodeIsWatchedOnTheOtherAndCountedByAnOutsider(@TempDir Path folder) {
        try (Outsider outsider = Outsider.follow(folder, NAME, "127.0.0.1:" + onePort, ROOM);
                ChatClient ada = ChatClient.guest(one.chat());
                ChatClient bob = ChatClient.guest(other.chat())) {
            ada.join(ROOM);
            bob.join(ROOM);

            String first = talk(ada, bob, "Tell me a story about a lighthouse");
            String second = talk(bob, ada, "And a shorter one");

            assertThat(ownerNode(first)).isNotEqualTo(ownerNode(second));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(outsider.lastLine()).isEqualTo(counted()));
        }
    }

    @Test
    void aNodeThatLeavesIsNotMissed() {
        GatewayProcess third = start(freePort());
        try (ChatClient cleo = ChatClient.guest(third.chat());
                ChatClient ada = ChatClient.guest(one.chat())) {
            cleo.join("shore");
            ada.join("shore");
            talk(cleo, ada, "Hello");

            third.terminate();

            assertThat(third.awaitExit()).isZero();
            String reply = ada.say("shore", "Still there?", "c-after", null).getString("replyId");
            assertThat(ada.awaitEnd(reply).getString("status")).isEqualTo("complete");
        } finally {
            third.close();
        }
    }

    @Test
    void whoLooksThroughAKilledNodeIsGoneInAFewSecondsAndWhatWasReadIsKnownEverywhere() {
        GatewayProcess third = start(freePort());
        String token = ChatClient.guestToken(third.chat());
        try (ChatClient cleo = ChatClient.withToken(third.chat(), token, frame -> {});
                ChatClient phone = ChatClient.withToken(other.chat(), token, frame -> {});
                ChatClient ada = ChatClient.guest(one.chat())) {
            JsonObject cleos = cleo.join("pier");
            JsonObject adas = ada.join("pier");
            awaitTwo(ada, adas);
            awaitTwo(cleo, cleos);
            long seq = ada.say("pier", "Hello", "c-pier", null).getLong("seq");

            cleo.send("read", new JsonObject().put("roomId", "pier").put("seq", seq));
            assertThat(phone.await("read").getLong("seq")).isEqualTo(seq);
            third.kill9();

            ada.await(frame -> isPresent(frame, 1));
            assertThat(phone.join("pier").getLong("readSeq")).isEqualTo(seq);
            ada.await(frame -> isPresent(frame, 2));
        } finally {
            third.close();
        }
    }

    /** Two look at the room: the node may have known of the other one before this one joined. */
    private static void awaitTwo(ChatClient client, JsonObject joined) {
        if (joined.getJsonObject("presence").getJsonArray("users").size() < 2) {
            client.await(frame -> isPresent(frame, 2));
        }
    }

    private static boolean isPresent(JsonObject frame, int count) {
        return "presence".equals(frame.getString("event"))
                && frame.getJsonObject("data").getJsonArray("users").size() == count;
    }

    /** One says it, the other sees the answer grow; both see the same. */
    private static String talk(ChatClient speaker, ChatClient viewer, String text) {
        String reply =
                speaker.say(roomOf(viewer), text, "c-" + text.length(), null).getString("replyId");
        JsonObject end = viewer.awaitEnd(reply);

        assertThat(end.getString("status")).isEqualTo("complete");
        assertThat(viewer.textOf(reply)).hasSize(end.getInteger("offset")).isNotBlank();
        assertThat(deltas(viewer, reply)).isGreaterThan(2);
        speaker.awaitEnd(reply);
        assertThat(speaker.textOf(reply)).isEqualTo(viewer.textOf(reply));
        return reply;
    }

    private static String roomOf(ChatClient client) {
        return client.frames().stream()
                .filter(frame -> "joined".equals(frame.getString("event")))
                .map(frame -> frame.getJsonObject("data").getString("roomId"))
                .findFirst()
                .orElseThrow();
    }

    private static long deltas(ChatClient viewer, String reply) {
        return viewer.frames().stream()
                .map(frame -> frame.getJsonObject("data"))
                .filter(data -> data.containsKey("token") && reply.equals(data.getString("messageId")))
                .count();
    }

    private String ownerNode(String reply) {
        String owner = tables.rows("select owner from attempts where reply_id = ?::uuid", reply)
                .get(0)
                .getString("owner");
        return owner.substring(0, owner.lastIndexOf('.'));
    }

    private String counted() {
        JsonObject sums = tables.rows(
                        "select sum(input_tokens) as input, sum(output_tokens) as output from attempts"
                                + " join replies using (tenant, reply_id) where room_id = ?",
                        ROOM)
                .get(0);
        long messages = tables.number("select count(*) from messages where room_id = ?", ROOM);
        return "messages=" + messages + " inputTokens=" + sums.getValue("input") + " outputTokens="
                + sums.getValue("output");
    }

    private GatewayProcess start(int port) {
        return GatewayProcess.start(
                GatewayProcess.freshDirectory(),
                Map.of(
                        "DATABASE_URL",
                        database,
                        "VERBATIM_AUTH_SECRET",
                        SECRET,
                        "VERBATIM_ROOMS_ON_JOIN",
                        "create",
                        "VERBATIM_DEMO_TOKENS_PER_SECOND",
                        "200",
                        "VERBATIM_CLUSTER_ENABLED",
                        "true",
                        "VERBATIM_CLUSTER_NAME",
                        NAME,
                        "VERBATIM_CLUSTER_PORT",
                        Integer.toString(port),
                        "VERBATIM_CLUSTER_MEMBERS",
                        "127.0.0.1:" + onePort + ",127.0.0.1:" + otherPort));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

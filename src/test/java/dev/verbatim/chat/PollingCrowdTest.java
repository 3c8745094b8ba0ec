package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.PendingReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A crowd that polls: each request may come to another verticle than its session's, hundreds at a time, while an answer is given. Every word
 * comes to each of them once and in its place.
 */
@ExtendWith(VertxExtension.class)
class PollingCrowdTest {
    private static final int INSTANCES = 2;
    private static final int SESSIONS = 400;
    private static final int AT_A_TIME = 40;
    private static final int WORDS = 300;

    private ChatNode node;
    private HttpClient http;

    /** One client, one poll after the other. */
    private final class Poller {
        private final String path;
        private final String authorization;
        private final List<JsonObject> frames = new ArrayList<>();
        private final Promise<Void> heard = Promise.promise();

        private Poller(int number) {
            path = "/chat/000/crowd" + number + "/";
            authorization = "Bearer " + ChatNode.token("polling" + number);
        }

        /** Goes on polling once it is in: whoever does not for five seconds is gone. */
        private Future<Void> join() {
            return post("xhr", "")
                    .compose(opened -> post("xhr_send", Http.sockJs("join", new JsonObject().put("roomId", "lobby"))))
                    .compose(sent -> pollUntil("joined"))
                    .onSuccess(in -> pollUntil("\"end\":true").onComplete(heard));
        }

        private Future<Void> pollUntil(String wanted) {
            return post("xhr", "").compose(body -> {
                assertThat(body).as(path).startsWith("a[");
                frames.addAll(JsonFrames.of(body));
                return frames.stream().anyMatch(frame -> frame.encode().contains(wanted))
                        ? Future.succeededFuture()
                        : pollUntil(wanted);
            });
        }

        private Future<String> post(String what, String body) {
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost("127.0.0.1")
                    .setPort(node.port())
                    .setURI(path + what)
                    .addHeader("Authorization", authorization);
            // Within the turn in which the request is sent: a thread of the test's own may come when the body has
            // passed by.
            return http.request(options)
                    .compose(request -> request.send(Buffer.buffer(body))
                            .compose(response -> response.body().map(Buffer::toString)));
        }
    }

    @Test
    void everyWordComesOnceAndInItsPlace(Vertx vertx) {
        node = ChatNode.start(vertx, ChatNode.settings(ChatNode.CHAT), INSTANCES);
        http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(2 * SESSIONS));
        TestClient ada = node.inLobby("ada");
        List<Poller> crowd = IntStream.range(0, SESSIONS).mapToObj(Poller::new).toList();
        for (int come = 0; come < SESSIONS; come += AT_A_TIME) {
            List<Future<Void>> joined = crowd.subList(come, come + AT_A_TIME).stream()
                    .map(Poller::join)
                    .toList();
            Wait.on(Future.all(joined));
        }

        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        for (int i = 0; i < WORDS; i++) {
            node.llm().say(reply, "word-" + i + " ");
        }
        node.llm().complete(reply);
        ada.untilEnds(1);
        // One after the other: a busy machine needs its time for a crowd, and each of them that has heard it all is a
        // step.
        crowd.forEach(poller -> Wait.on(poller.heard.future()));

        Transcript adas = Transcript.of("lobby", ada.read());
        assertThat(adas.messages().get(2L)).endsWith("word-" + (WORDS - 1) + " ");
        assertThat(crowd).allSatisfy(poller -> {
            Transcript theirs = Transcript.of("lobby", poller.frames);
            assertThat(theirs.messages()).isEqualTo(adas.messages());
        });
    }
}

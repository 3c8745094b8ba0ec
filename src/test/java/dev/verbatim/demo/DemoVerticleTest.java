package dev.verbatim.demo;

import static dev.verbatim.demo.DemoServer.CHAT;
import static dev.verbatim.demo.DemoServer.MESSAGES;
import static dev.verbatim.demo.DemoServer.await;
import static dev.verbatim.demo.DemoServer.conversation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verbatim.demo.DemoServer.Response;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoVerticleTest {

    private static final int SLOW = 2;
    private static final int FAST = 1000;

    private DemoServer server = new DemoServer(0);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isHealthy() {
        Response response = server.get("/health");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json().getString("status")).isEqualTo("UP");
    }

    @Test
    void listsItsModelOnBothWires() {
        JsonObject openai = server.get("/v1/models").json();
        JsonObject anthropic = server.getAsAnthropic("/v1/models").json();

        assertThat(openai.getString("object")).isEqualTo("list");
        assertThat(openai.getJsonArray("data").getJsonObject(0).getString("id")).isEqualTo("verbatim-demo");
        assertThat(anthropic.getBoolean("has_more")).isFalse();
        assertThat(anthropic.getJsonArray("data").getJsonObject(0).getString("type"))
                .isEqualTo("model");
    }

    @Test
    void namesUnknownUrlsAndWrongMethods() {
        Response unknown = server.post("/v1/nothing", new JsonObject());
        Response wrong = server.get(CHAT);
        Response wrongMessages = server.get(MESSAGES);

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.error().getString("code")).isEqualTo("unknown_url");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.error().getString("type")).isEqualTo("invalid_request_error");
        assertThat(wrongMessages.json().getString("type")).isEqualTo("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES})
    void acceptsOneMegabyteAndRefusesMore(String path) {
        Buffer limit = padded((int) DemoVerticle.BODY_LIMIT);
        Buffer above = padded((int) DemoVerticle.BODY_LIMIT + 1);

        assertThat(server.post(path, limit).status()).isEqualTo(200);
        Response refused = server.post(path, above);
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.body()).contains("request_too_large");
    }

    @Test
    void refusesAnEndlessChunkedBody() {
        Response response = await(server.begin(HttpMethod.POST, CHAT).compose(DemoVerticleTest::sendTwoMegabytes));

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.error().getString("code")).isEqualTo("request_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES})
    void forgetsAStreamWhenItsClientGoes(String path) {
        restart(SLOW);
        HttpClientResponse stream = await(server.open(path, streaming("/long")));
        await(firstBytes(stream));
        assertThat(server.verticle().liveStreams()).isEqualTo(1);

        stream.request().reset();

        await().until(() -> server.verticle().liveStreams() == 0);
    }

    @Test
    void endsItsStreamsWhenUndeployed() {
        restart(SLOW);
        HttpClientResponse stream = await(server.open(CHAT, streaming("/long")));
        Future<Buffer> body = stream.body();
        stream.resume();

        await(server.undeploy());

        await().until(body::failed);
        assertThat(server.verticle().liveStreams()).isZero();
    }

    @Test
    void runsManyStreamsAtOnceEachWithItsOwnText() {
        restart(FAST);
        List<Future<Response>> streams = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            streams.add(
                    server.open(CHAT, streaming("/echo number-" + i + "-end")).compose(DemoServer::read));
        }

        await(Future.all(streams));

        for (int i = 0; i < streams.size(); i++) {
            assertThat(text(streams.get(i).result())).startsWith("number-" + i + "-end");
            assertThat(streams.get(i).result().body()).endsWith("data: [DONE]\n\n");
        }
        assertThat(server.verticle().liveStreams()).isZero();
    }

    @Test
    void pacesAStreamWithoutChangingIt() {
        String instant = text(server.post(CHAT, streaming("My name is Ada")));
        restart(FAST);

        String paced = text(server.post(CHAT, streaming("My name is Ada")));

        assertThat(paced).isEqualTo(instant).contains("Ada");
    }

    @Test
    void freesItsPortWhenUndeployed() {
        int port = server.verticle().port();

        await(server.undeploy());

        DemoVerticle again = new DemoVerticle(new DemoSettings(port, 0));
        await(server.deploy(again));
        assertThat(again.port()).isEqualTo(port);
    }

    @Test
    void knowsNoPortBeforeItListens() {
        DemoVerticle verticle = new DemoVerticle(new DemoSettings(0, 30));

        assertThatThrownBy(verticle::port).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new DemoSettings(70_000, 30)).hasMessageContaining("port");
        assertThatThrownBy(() -> new DemoSettings(0, -1)).hasMessageContaining("pace");
        assertThatThrownBy(() -> new DemoSettings(0, 1001)).hasMessageContaining("pace");
    }

    private void restart(int tokensPerSecond) {
        server.close();
        server = new DemoServer(tokensPerSecond);
    }

    private static Buffer streaming(String text) {
        return conversation(text).put("stream", true).toBuffer();
    }

    private static Buffer padded(int size) {
        int overhead = conversation("").toBuffer().length();
        Buffer body = conversation("a".repeat(size - overhead)).toBuffer();
        assertThat(body.length()).isEqualTo(size);
        return body;
    }

    private static Future<Response> sendTwoMegabytes(HttpClientRequest request) {
        request.setChunked(true);
        for (int i = 0; i < 32; i++) {
            request.write(Buffer.buffer(" ".repeat(64 * 1024)));
        }
        return DemoServer.held(request.response()).compose(DemoServer::read);
    }

    private static Future<Buffer> firstBytes(HttpClientResponse response) {
        Promise<Buffer> first = Promise.promise();
        response.exceptionHandler(first::tryFail).handler(first::tryComplete).resume();
        return first.future();
    }

    private static String text(Response response) {
        StringBuilder text = new StringBuilder();
        for (String frame : response.frames()) {
            if (frame.startsWith("data: {")) {
                text.append(new JsonObject(frame.substring("data: ".length()))
                        .getJsonArray("choices")
                        .getJsonObject(0)
                        .getJsonObject("delta")
                        .getString("content", ""));
            }
        }
        return text.toString();
    }
}

package dev.verbatim.llm.provider.http;

import static dev.verbatim.contract.EndStatus.FAILED;
import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.RetryHint;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.ProviderAttempt;
import io.vertx.core.Context;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Getting a connection, trusting it, and sharing it between event loops. */
class HttpProviderConnectionTest {
    private static final String PASSWORD = "changeit";

    private ProviderHouse house;

    @BeforeEach
    void openHouse() {
        house = new ProviderHouse(ProviderHouse.PATIENT);
    }

    @AfterEach
    void closeHouse() {
        house.close();
    }

    @Test
    void aRefusedConnectionIsKnownNotToHaveSentAnything() {
        FaultyProvider gone = await(FaultyProvider.start(house.vertx));
        String url = gone.baseUrl();
        await(gone.closed());

        CallRecorder call = house.openAt(url, "answer").assertFailed(FAILED, FailureCode.PROVIDER_UNAVAILABLE);

        assertThat(call.end().sent()).isFalse();
        assertThat(call.end().failure().text()).contains("refused").doesNotContain("127.0.0.1");
    }

    @Test
    void aRequestThatCannotBeWrittenEndsAndSaysNothingOfTheKey() {
        String key = "sk-canary-\u0001-0123456789";
        ProviderEntry entry = new ProviderEntry(
                "openai", "openai", house.faulty.baseUrl(), "SOME_KEY", key, "answer", List.of(), "max_tokens");
        Provider provider = Providers.create(
                        house.vertx,
                        new Catalogue(List.of(entry), List.of()),
                        house.limits,
                        ProviderHouse.routing(house.limits),
                        (name, number, state) -> {})
                .resolve(null)
                .provider();

        CallRecorder call = CallRecorder.open(house.vertx.getOrCreateContext(), provider, "answer")
                .assertFailed(FAILED, FailureCode.INTERNAL);

        assertThat(call.end().sent()).isFalse();
        assertThat(call.end().failure().text()).doesNotContain("canary");
        assertThat(house.faulty.attempts()).isEmpty();
    }

    @Test
    void aCertificateNobodyVouchesForIsNotTrusted(@TempDir Path folder) throws Exception {
        PfxOptions selfSigned = selfSigned(folder);
        NetServerOptions options = new NetServerOptions().setSsl(true).setKeyCertOptions(selfSigned);
        FaultyProvider tls = await(FaultyProvider.start(house.vertx, options));

        CallRecorder call = house.openAt("https://127.0.0.1:" + tls.port() + "/v1", "answer")
                .assertFailed(FAILED, FailureCode.PROVIDER_UNAVAILABLE);

        assertThat(call.end().sent()).isFalse();
        assertThat(call.end().failure().text()).contains("certificate");
        assertThat(tls.attempts()).isEmpty();
    }

    private static PfxOptions selfSigned(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("self-signed.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "self",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD,
                        "-storetype",
                        "PKCS12")
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
    }

    @Test
    void whatIsNotHttpIsABadResponse() {
        NetServer ssh = house.vertx.createNetServer();
        ssh.connectHandler(socket -> socket.write("SSH-2.0-OpenSSH_9.2\r\n"));
        await(ssh.listen(0, "127.0.0.1"));

        house.openAt("http://127.0.0.1:" + ssh.actualPort() + "/v1", "answer")
                .assertFailed(FAILED, FailureCode.BAD_RESPONSE);
    }

    @Test
    void callsOfManyContextsShareConnectionsAndHearOnTheirOwn() {
        Provider provider = house.directory.resolve("openai/x").provider();
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            contexts.add(house.vertx.getOrCreateContext());
        }
        for (int round = 0; round < 5; round++) {
            List<CallRecorder> calls = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                calls.add(CallRecorder.open(contexts.get((i + round) % contexts.size()), provider, "answer-30"));
            }

            calls.forEach(call -> call.assertComplete(30));
        }

        long connections = house.faulty.attempts().stream()
                .map(attempt -> attempt.connection())
                .distinct()
                .count();
        assertThat(house.faulty.attempts()).hasSize(80);
        assertThat(connections).isLessThan(80);
    }

    @Test
    void anEndSaysWhetherItsConnectionHadCarriedAnotherRequest() {
        RetryHint first = house.open("openai", "status-503").end().hint();
        RetryHint second = house.open("openai", "cut-head").end().hint();
        RetryHint third = house.open("openai", "cut-head").end().hint();

        assertThat(first).isEqualTo(RetryHint.heard(503, false, null));
        assertThat(second.heard()).isFalse();
        assertThat(List.of(second.reused(), third.reused())).contains(false);
    }

    @Test
    void aRequestOnceMoreGoesOverAConnectionOfItsOwn() {
        house.open("openai", "answer-1").assertComplete(1);
        Provider provider = house.directory.resolve("openai/x").provider();
        Provider afresh = new Provider() {
            @Override
            public ProviderCall open(ProviderRequest request, ProviderListener listener) {
                return provider.openAfresh(request, listener);
            }
        };

        CallRecorder call = CallRecorder.open(house.vertx.getOrCreateContext(), afresh, "answer-2");

        call.assertComplete(2);
        assertThat(call.end().hint().reused()).isFalse();
        assertThat(house.faulty.attempts())
                .extracting(ProviderAttempt::connection)
                .doesNotHaveDuplicates();
    }

    @Test
    void aKeptConnectionIsKnownAsOne() {
        house.open("openai", "answer-1").assertComplete(1);
        await().until(() -> house.open("openai", "answer-1").end().hint().reused());
    }
}
